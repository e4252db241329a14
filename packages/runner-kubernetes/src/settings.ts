import {
  bytes,
  duration,
  graderSettings,
  list,
  type SettingValues,
  section,
  settings,
  text,
} from "@mlebench/runner/settings";

/** Settings of the backend: what is where in the cluster, and which nodes take the runs. */
export const kubernetesSettings = settings({
  ...section("Kubernetes", {
    namespace: text({ about: "Namespace of all objects", defaultText: "that of kubectl" }),
    registry: text({
      placeholder: "prefix",
      about: "What comes before the names of images, such as registry.example.org/team",
    }),
    graderImage: text({
      placeholder: "image",
      about: "Image of the grading server",
      defaultText: "one that is built of the directory grader-image beside the manifests",
    }),
    imagePullSecrets: list({ separator: ",", placeholder: "name", about: "Secrets for private registries" }),
    dataClaim: text({
      placeholder: "name",
      default: "mlebench-data",
      about: "PersistentVolumeClaim of the data directory",
    }),
    privateClaim: text({
      placeholder: "name",
      about: "PersistentVolumeClaim of the data directory that the grading server mounts",
      defaultText: "as `dataClaim`",
    }),
    dataPath: text({
      placeholder: "path",
      about: "Path of the data directory in its claims",
      defaultText: "the top of the claim",
    }),
    resultsClaim: text({
      placeholder: "name",
      default: "mlebench-results",
      about: "PersistentVolumeClaim to which results are saved",
    }),
    resultsPath: text({
      placeholder: "path",
      about: "Path in that claim, where run groups are",
      defaultText: "the top of the claim",
    }),
    agentSecret: text({
      placeholder: "name",
      default: "mlebench-agent",
      about: "Secret with the agent's secrets, by their names in config.yaml",
    }),
    serviceAccount: text({
      placeholder: "name",
      about: "ServiceAccount of the Pods; its token is mounted nowhere",
    }),
    queue: text({ placeholder: "name", about: "Kueue queue of the Jobs" }),
    nodeSelector: list({
      separator: ";",
      placeholder: "key=value",
      about: "Labels that nodes must have, separated by semicolons",
    }),
    tolerations: list({
      separator: ";",
      placeholder: "key=value:effect",
      about: "Taints of nodes that the runs tolerate, as kubectl writes them, separated by semicolons",
    }),
    gpuResource: text({ placeholder: "name", default: "nvidia.com/gpu", about: "Resource that GPUs are" }),
    allowEgress: list({
      separator: ",",
      placeholder: "cidr",
      about: "Addresses that agents may reach whatever their network is, such as 10.0.3.7/32",
    }),
    graderMemory: bytes({ default: "4g", about: "Memory of the grading server" }),
    timeMargin: duration({
      default: "30m",
      about:
        "Time of a Pod beyond the limit and the grace period of its run, to pull images and to save output",
    }),
    keepJobs: duration({ default: "168h", about: "How long ended Jobs stay; always with --retain" }),
  }),
  ...graderSettings,
});

/** Values of {@link kubernetesSettings}. */
export type KubernetesSettings = SettingValues<typeof kubernetesSettings>;
