import { expect, test } from "vitest";
import { openModel, parseModelName } from "../src/index.js";

test.each([
  ["openai/gpt-4o-mini", "openai", "gpt-4o-mini"],
  ["openai/azure/my-gpt", "azure", "my-gpt"],
  ["azure/my-gpt", "azure", "my-gpt"],
  ["openai-api/acme/org/model", "openai-api/acme", "org/model"],
  ["vllm/meta-llama/Llama-3.1-8B", "vllm", "meta-llama/Llama-3.1-8B"],
])("%s is provider %s and model %s", (name, provider, model) => {
  expect(parseModelName(name)).toMatchObject({ provider, model });
});

test.each(["gpt-4o", "openai/", "/x", "", "openai-api/acme", "toString/x", "opneai/gpt-4o"])(
  "`%s` is wrong usage",
  (name) => {
    expect(() => parseModelName(name)).toThrow(/^(Invalid model name|Unknown provider)/);
  },
);

test("an unknown provider suggests a known one", () => {
  expect(() => parseModelName("opneai/gpt-4o")).toThrow(
    expect.objectContaining({
      kind: "usage",
      details: expect.objectContaining({ hint: 'Did you mean "openai"?' }),
    }),
  );
});

test("addresses come from options, then the environment, then the provider", () => {
  const environment = {
    OPENAI_BASE_URL: "https://user:pass@proxy.example/v1/",
    ACME_AI_BASE_URL: "http://acme/v1",
  };
  expect(openModel("openai/x", { environment }).baseUrl).toBe("https://proxy.example/v1");
  expect(openModel("openai/x", { environment, baseUrl: "http://other/v1" }).baseUrl).toBe("http://other/v1");
  expect(openModel("openai/x", { environment: {} }).baseUrl).toBe("https://api.openai.com/v1");
  expect(openModel("openai-api/acme-ai/x", { environment }).baseUrl).toBe("http://acme/v1");
  expect(() => openModel("openai-api/nobody/x", { environment })).toThrow("No address for the model");
  expect(() => openModel("openai/x", { baseUrl: "localhost:8000" })).toThrow("Invalid base URL");
});
