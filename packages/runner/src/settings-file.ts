// Apart from the vocabulary, since reading YAML takes longer to load than the help of a command line may take.
export { readSettingsFile } from "./settings/settings-file.js";
