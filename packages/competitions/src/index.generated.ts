// Written by `pnpm sync` from competitions/*/facts/competition.json.
import type { Competition } from "@mlebench/core";
import type { CompetitionSummary } from "./summary.js";

export const summaries: readonly CompetitionSummary[] = [
  {
    "id": "champs-scalar-coupling",
    "package": "@mlebench/competition-champs-scalar-coupling",
    "name": "Predicting Molecular Properties",
    "metric": "log-mean-absolute-error",
    "lowerIsBetter": true,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "structures.csv and the structures folder leave out the molecules of the test set, so their geometry is not available.",
        "source": "https://github.com/openai/mle-bench/pull/70"
      }
    ]
  },
  {
    "id": "new-york-city-taxi-fare-prediction",
    "package": "@mlebench/competition-new-york-city-taxi-fare-prediction",
    "name": "New York City Taxi Fare Prediction",
    "metric": "root-mean-squared-error",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75",
      "systemcard"
    ],
    "category": "Tabular",
    "sizeGB": 5.7,
    "knownIssues": []
  },
  {
    "id": "rsna-2022-cervical-spine-fracture-detection",
    "package": "@mlebench/competition-rsna-2022-cervical-spine-fracture-detection",
    "name": "RSNA 2022 Cervical Spine Fracture Detection",
    "metric": "weighted-multi-label-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "spaceship-titanic",
    "package": "@mlebench/competition-spaceship-titanic",
    "name": "Spaceship Titanic",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "dev",
      "spaceship-titanic"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "tgs-salt-identification-challenge",
    "package": "@mlebench/competition-tgs-salt-identification-challenge",
    "name": "TGS Salt Identification Challenge",
    "metric": "mean-precision-intersection-over-union-at-different-thresholds",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "vinbigdata-chest-xray-abnormalities-detection",
    "package": "@mlebench/competition-vinbigdata-chest-xray-abnormalities-detection",
    "name": "VinBigData Chest X-ray Abnormalities Detection",
    "metric": "mAP-at-IoU>0.4",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  }
];

export const importers: Readonly<Record<string, () => Promise<{ competition: Competition }>>> = {
  "champs-scalar-coupling": () => import("@mlebench/competition-champs-scalar-coupling"),
  "new-york-city-taxi-fare-prediction": () => import("@mlebench/competition-new-york-city-taxi-fare-prediction"),
  "rsna-2022-cervical-spine-fracture-detection": () => import("@mlebench/competition-rsna-2022-cervical-spine-fracture-detection"),
  "spaceship-titanic": () => import("@mlebench/competition-spaceship-titanic"),
  "tgs-salt-identification-challenge": () => import("@mlebench/competition-tgs-salt-identification-challenge"),
  "vinbigdata-chest-xray-abnormalities-detection": () => import("@mlebench/competition-vinbigdata-chest-xray-abnormalities-detection"),
};
