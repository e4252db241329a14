// The vocabulary of settings: light enough to be loaded for the help of a command line.

export { describeSetting, flagSyntax } from "./settings/describe-setting.js";
export { type JsonSchema, settingsJsonSchema } from "./settings/json-schema.js";
export { aliasName, fileKey, flagName, settingNames } from "./settings/names.js";
export {
  defaultValue,
  expectedInput,
  type InputOrigin,
  type Reading,
  readSetting,
} from "./settings/read-setting.js";
export {
  dataSettings,
  graderSettings,
  type RunSettingInputs,
  type RunSettings,
  runChoices,
  runConfig,
  runSettings,
  selectionSettings,
} from "./settings/run-settings.js";
export { type SettingFlag, settingFlags } from "./settings/setting-flags.js";
export {
  mergeSettings,
  pickSettings,
  type ReadSettingsOptions,
  readSettings,
  recordSettings,
  restoreSettings,
  unknownSetting,
  withDefaults,
} from "./settings/settings-table.js";
export {
  amount,
  bytes,
  choice,
  count,
  duration,
  flag,
  type GivenSettings,
  list,
  map,
  object,
  onOrNumber,
  path,
  type Setting,
  type SettingAlias,
  type SettingInput,
  type SettingInputs,
  type SettingTable,
  type SettingValue,
  type SettingValues,
  section,
  settings,
  text,
} from "./settings/vocabulary.js";
