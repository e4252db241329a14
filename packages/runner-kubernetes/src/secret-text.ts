import type { SecretText } from "@mlebench/agents";
import { UserError } from "@mlebench/core";

/** A variable of a container, as a manifest has it. */
export type Variable =
  | { name: string; value: string }
  | { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } };

/** Kubernetes replaces `$(NAME)` in arguments and variables, and makes `$` of `$$`. */
export function escapeReferences(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, "$$$$");
}

/** The variable with which a secret gets into arguments and into texts with more than the secret. */
function variableOf(secret: string): string {
  return `SECRET_${secret}`;
}

/** @throws UserError for a name that a cluster takes neither for a variable nor for a key of a Secret */
function requireName(name: string): string {
  if (/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) return name;
  throw new UserError(`Invalid name of a variable or secret in Kubernetes: ${JSON.stringify(name)}`, {
    expected: "letters, digits, `_`, `-`, and `.`, and no digit first",
  });
}

/** A text in which secrets are references to variables of {@link secretVariables}. */
export function referringText(text: SecretText): string {
  return text
    .map((piece) => (typeof piece === "string" ? escapeReferences(piece) : `$(${variableOf(piece.secret)})`))
    .join("");
}

/**
 * The variables of a container.
 * @param secretName Secret of the cluster that has all secrets
 */
export function variablesOf(
  environment: Readonly<Record<string, SecretText>>,
  secretName: string,
): Variable[] {
  return Object.entries(environment).map(([name, text]) => {
    const [piece, ...others] = text;
    return others.length === 0 && typeof piece === "object"
      ? secretVariable(name, piece.secret, secretName)
      : { name: requireName(name), value: referringText(text) };
  });
}

/** The variables that {@link referringText} refers to; they must come before whatever refers to them. */
export function secretVariables(texts: readonly SecretText[], secretName: string): Variable[] {
  return secretNames(texts).map((secret) => secretVariable(variableOf(secret), secret, secretName));
}

/** Names of the secrets in texts. */
export function secretNames(texts: readonly SecretText[]): string[] {
  const names = texts.flat().flatMap((piece) => (typeof piece === "string" ? [] : [piece.secret]));
  return [...new Set(names)];
}

function secretVariable(name: string, key: string, secretName: string): Variable {
  return {
    name: requireName(name),
    valueFrom: { secretKeyRef: { name: secretName, key: requireName(key) } },
  };
}
