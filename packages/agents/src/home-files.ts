import { containerPaths, instructions, placeVariables, validationScript } from "@mlebench/environment";

/** A file beside the agent's own directories. */
export interface HomeFile {
  name: string;
  text: string;
  mode: number;
}

/**
 * What an agent finds in its home directory besides data and folders, for a backend with a home other than `/home`, and the
 * variables that say where everything is: the same names as in a container.
 * @param home absolute path that stands for `/home`
 * @param server address of the grading server; without one the variable is left out
 */
export function homeFiles(
  home: string,
  { server, obfuscated }: { server?: string; obfuscated: boolean },
): { files: HomeFile[]; variables: Record<string, string> } {
  const moved = (path: string): string => home + path.slice(containerPaths.home.length);
  const text = instructions(obfuscated)
    .replaceAll(/\/home(?=\/)/g, home)
    .replaceAll(placeVariables.VALIDATION_SERVER, server ?? placeVariables.VALIDATION_SERVER);
  const variables = Object.entries(placeVariables).flatMap(([name, place]) => {
    if (name === "VALIDATION_SERVER") return server === undefined ? [] : [[name, server]];
    return [[name, moved(place)]];
  });
  return {
    files: [
      { name: "instructions.txt", text, mode: 0o644 },
      { name: "validate_submission.sh", text: validationScript(), mode: 0o755 },
    ],
    variables: Object.fromEntries(variables),
  };
}
