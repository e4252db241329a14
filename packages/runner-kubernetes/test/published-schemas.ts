import { validate as job } from "kubernetes-models/_schemas/IoK8sApiBatchV1Job";
import { validate as configMap } from "kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap";
import { validate as networkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";

/** A validator that is compiled from a schema; it leaves what is wrong at itself. */
type Validator = ((data: unknown) => boolean) & {
  errors?: readonly { instancePath: string; keyword: string }[] | null;
};

/** Validators that are compiled from the schemas that Kubernetes publishes, by kind. */
const validators: Record<string, Validator> = {
  ConfigMap: configMap,
  Job: job,
  NetworkPolicy: networkPolicy,
};

/**
 * What is wrong with an object by the schemas that Kubernetes publishes. These allow unknown fields, which an API server
 * does not: such fields are the ones that no validator has looked at.
 */
export function schemaProblems(object: { kind: string }): string[] {
  const validate = validators[object.kind];
  if (validate === undefined) return [`no schema for ${object.kind}`];
  const seen = new Set<string>();
  const problems = validate(watch(object, "", seen))
    ? []
    : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  const unknown = pathsOf(object, "").filter((path) => !seen.has(path));
  return [...problems, ...unknown.map((path) => `unknown field ${path}`)];
}

/** The same value; every field that is read is noted with its path. */
function watch(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const field: unknown = Reflect.get(target, key);
      if (typeof key !== "string" || !Object.hasOwn(target, key)) return field;
      seen.add(`${path}/${key}`);
      return watch(field, `${path}/${key}`, seen);
    },
  });
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [
    `${path}/${key}`,
    ...pathsOf(field, `${path}/${key}`),
  ]);
}
