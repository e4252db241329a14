import { UserError } from "@mlebench/core";
import type { KubernetesObject } from "./yaml.js";

/** Whether agents reach the Internet. */
export type Network = "open" | "closed";

/** The label of a Pod that says which policy applies to it. */
export const networkLabel = "mlebench.network";

/** @throws UserError for a network that a Pod cannot have */
export function networkOf(setting: string): Network {
  switch (setting) {
    case "bridge":
      return "open";
    case "none":
    case "internal":
      return "closed";
  }
  throw new UserError(`Network \`${setting}\` not found`, {
    expected: "`bridge` for the Internet, or `none`: a run in Kubernetes has no other networks",
  });
}

/** Not the Internet: other Pods, nodes, the API server, and the services from which nodes get credentials. */
const inside = {
  "0.0.0.0/0": ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  "::/0": ["fc00::/7", "fe80::/10"],
};

const toInternet = Object.entries(inside).map(([cidr, except]) => ({ ipBlock: { cidr, except } }));

/** Whatever resolves names in the cluster. */
const toNameServers = {
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/** The policy for Pods of a run group: nobody reaches them, and they reach what their network says. */
export function networkPolicy(options: {
  network: Network;
  name: string;
  namespace: string | undefined;
  labels: Record<string, string>;
  /** Addresses that are reached in any case. */
  allowed: readonly string[];
}): KubernetesObject {
  const { network, name, namespace, labels, allowed } = options;
  const toAllowed = allowed.map((cidr) => ({ ipBlock: { cidr } }));
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: `${name}-${network}`, ...(namespace !== undefined && { namespace }), labels },
    spec: {
      podSelector: { matchLabels: { ...labels, [networkLabel]: network } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: [
        ...(network === "open" ? [{ to: toInternet }, toNameServers] : []),
        ...(toAllowed.length > 0 ? [{ to: toAllowed }] : []),
      ],
    },
  };
}
