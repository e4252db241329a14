export {
  type BuildContext,
  baseImageLabel,
  buildContext,
  type ContextFile,
  contentHashLabel,
  filesHash,
  filesHashLabel,
  kindLabel,
  packContext,
} from "./build-context.js";
export {
  type EnvironmentOptions,
  environmentContext,
  environmentFilesHash,
  instructions,
  validationScript,
} from "./environment-context.js";
export { apptainerDefinition, type ImageRecipe, imageRecipe } from "./image-recipe.js";
export {
  containerPaths,
  containerUser,
  environmentImage,
  environmentVariables,
  placeVariables,
  validationServer,
} from "./layout.js";
