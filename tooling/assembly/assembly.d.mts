export interface AssemblyModule {
  source: string;
  output: string;
  name: string;
}
export const modules: readonly AssemblyModule[];
export function compileAssembly(module: AssemblyModule): Promise<string>;
