// Apart from the vocabulary, since reading YAML takes longer to load than the help of a command line may take.
export { peekSetting, readSettingsFile, unknownKeys } from "./settings/settings-file.js";
