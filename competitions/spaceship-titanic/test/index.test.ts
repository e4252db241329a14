import { competitionContract, realDataTest } from "@mlebench/testkit";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

realDataTest(competition, {
  source: new URL("../../../../shared/real/spaceship-titanic/raw", import.meta.url),
});
