import { Document, isScalar, Scalar, visit } from "yaml";

/** An object of the cluster. */
export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  };
} & Readonly<Record<string, unknown>>;

/** Texts that mean the same without quotes in every version of YAML; kubectl follows an older one. */
const plain = /^[A-Za-z/]([A-Za-z0-9 ./_@-]*[A-Za-z0-9./_@-])?$/;
const words = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** Objects as one YAML file, after a comment. */
export function yamlFile(comment: string, objects: readonly KubernetesObject[]): string {
  const documents = objects.map((object) => {
    const document = new Document(object, { aliasDuplicateObjects: false });
    visit(document, {
      Scalar(_, node) {
        if (isScalar(node) && typeof node.value === "string") node.type = styleOf(node.value);
      },
    });
    return document.toString({ lineWidth: 0 });
  });
  return `# ${comment}\n${documents.join("---\n")}`;
}

function styleOf(text: string): "PLAIN" | "BLOCK_LITERAL" | "QUOTE_DOUBLE" {
  if (text.includes("\n")) return Scalar.BLOCK_LITERAL;
  return plain.test(text) && !words.test(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
}
