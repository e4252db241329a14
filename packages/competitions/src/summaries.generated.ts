// Written by `pnpm sync` from competitions/*/facts/competition.json.
import type { CompetitionSummary } from "./summary.js";

export const summaries: readonly CompetitionSummary[] = [
  {
    "id": "3d-object-detection-for-autonomous-vehicles",
    "package": "@mlebench/competition-3d-object-detection-for-autonomous-vehicles",
    "name": "Lyft 3D Object Detection for Autonomous Vehicles",
    "metric": "mean-average-precision",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Both train_data/map.json and test_data/map.json list the logs of the test set, because the 2 tables share an object in memory.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/3d-object-detection-for-autonomous-vehicles/prepare.py"
      },
      {
        "summary": "Overlaps are computed with the geometry library GEOS in the Python reference. Here they agree to rounding, so a box with an overlap that equals a threshold up to rounding can count as a match on one side only.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/3d-object-detection-for-autonomous-vehicles/mAP_evaluation.py"
      },
      {
        "summary": "Predicted boxes of classes that a sample does not contain have no effect on its score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/3d-object-detection-for-autonomous-vehicles/mAP_evaluation.py"
      }
    ]
  },
  {
    "id": "AI4Code",
    "package": "@mlebench/competition-ai4code",
    "name": "Google AI4Code - Understand Code in Python Notebooks",
    "metric": "kendall-tau",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The grader passes the answers to the metric as predictions, and the predictions as ground truth. Two orders of the same cells score the same either way.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/AI4Code/grade.py"
      }
    ]
  },
  {
    "id": "aerial-cactus-identification",
    "package": "@mlebench/competition-aerial-cactus-identification",
    "name": "Aerial Cactus Identification",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 0.0254,
    "knownIssues": []
  },
  {
    "id": "alaska2-image-steganalysis",
    "package": "@mlebench/competition-alaska2-image-steganalysis",
    "name": "ALASKA2 Image Steganalysis",
    "metric": "weighted-auroc",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "A constant prediction scores 0.58571, not 0.5: low true positive rates count twice.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/alaska2-image-steganalysis/grade.py"
      }
    ]
  },
  {
    "id": "aptos2019-blindness-detection",
    "package": "@mlebench/competition-aptos2019-blindness-detection",
    "name": "APTOS 2019 Blindness Detection",
    "metric": "quadratic-weighted-kappa",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75",
      "systemcard"
    ],
    "category": "Image Classification",
    "sizeGB": 10.22,
    "knownIssues": []
  },
  {
    "id": "billion-word-imputation",
    "package": "@mlebench/competition-billion-word-imputation",
    "name": "Billion Word Imputation",
    "metric": "levenshtein-distance",
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
        "summary": "The sample submission is in the private directory. Agents only get the archive with the test sentences, which is a valid submission itself.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/billion-word-imputation/prepare.py"
      },
      {
        "summary": "Quotation marks are doubled before a sentence is split into words, so an archive extracted and read as plain text shows them doubled.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/billion-word-imputation/prepare.py"
      },
      {
        "summary": "White space inside a sentence stays in the answers, but becomes single spaces in the test sentences.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/billion-word-imputation/prepare.py"
      }
    ]
  },
  {
    "id": "bms-molecular-translation",
    "package": "@mlebench/competition-bms-molecular-translation",
    "name": "Bristol-Myers Squibb - Molecular Translation",
    "metric": "levenshtein-distance",
    "lowerIsBetter": true,
    "splits": [
      "high",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "cassava-leaf-disease-classification",
    "package": "@mlebench/competition-cassava-leaf-disease-classification",
    "name": "Cassava Leaf Disease Classification",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The test TFRecords are Kaggle's training files under new names. If their records hold the label (`target`), as Kaggle's training records do, the answers are public.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/cassava-leaf-disease-classification/prepare.py"
      }
    ]
  },
  {
    "id": "cdiscount-image-classification-challenge",
    "package": "@mlebench/competition-cdiscount-image-classification-challenge",
    "name": "Cdiscount’s Image Classification Challenge",
    "metric": "accuracy",
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
    "id": "chaii-hindi-and-tamil-question-answering",
    "package": "@mlebench/competition-chaii-hindi-and-tamil-question-answering",
    "name": "Hindi and Tamil Question Answering",
    "metric": "word-level-jaccard-score",
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
        "summary": "structures.csv and the structures directory do not contain the molecules of the test set, so their geometry is not available.",
        "source": "https://github.com/openai/mle-bench/pull/70"
      }
    ]
  },
  {
    "id": "denoising-dirty-documents",
    "package": "@mlebench/competition-denoising-dirty-documents",
    "name": "Denoising Dirty Documents",
    "metric": "root_mean_squared_error",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image To Image",
    "sizeGB": 0.06,
    "knownIssues": []
  },
  {
    "id": "detecting-insults-in-social-commentary",
    "package": "@mlebench/competition-detecting-insults-in-social-commentary",
    "name": "Detecting Insults in Social Commentary",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Text Classification",
    "sizeGB": 0.002,
    "knownIssues": []
  },
  {
    "id": "dog-breed-identification",
    "package": "@mlebench/competition-dog-breed-identification",
    "name": "Dog Breed Identification",
    "metric": "multi-class-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 0.75,
    "knownIssues": [
      {
        "summary": "The images are from the public Stanford Dogs dataset, so their labels can be found elsewhere.",
        "source": "https://github.com/openai/mle-bench/issues/128"
      }
    ]
  },
  {
    "id": "dogs-vs-cats-redux-kernels-edition",
    "package": "@mlebench/competition-dogs-vs-cats-redux-kernels-edition",
    "name": "Dogs vs. Cats Redux: Kernels Edition",
    "metric": "log-loss",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 0.85,
    "knownIssues": []
  },
  {
    "id": "facebook-recruiting-iii-keyword-extraction",
    "package": "@mlebench/competition-facebook-recruiting-iii-keyword-extraction",
    "name": "Facebook Recruiting III - Keyword Extraction",
    "metric": "micro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Titles, bodies, and tags that spell a missing value, such as the tag `null`, become empty in all prepared files.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/facebook-recruiting-iii-keyword-extraction/prepare.py"
      },
      {
        "summary": "Tags that no test question has are ignored, so predicting them costs no precision.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/facebook-recruiting-iii-keyword-extraction/grade.py"
      }
    ]
  },
  {
    "id": "freesound-audio-tagging-2019",
    "package": "@mlebench/competition-freesound-audio-tagging-2019",
    "name": "Freesound Audio Tagging 2019",
    "metric": "label-ranking-average-precision",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The answers come from Zenodo at preparation time, not from Kaggle: preparing needs a second download, and depends on that file.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/freesound-audio-tagging-2019/prepare.py"
      }
    ]
  },
  {
    "id": "google-quest-challenge",
    "package": "@mlebench/competition-google-quest-challenge",
    "name": "Google QUEST Q&A Labeling",
    "metric": "column-wise-spearman",
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
    "id": "google-research-identify-contrails-reduce-global-warming",
    "package": "@mlebench/competition-google-research-identify-contrails-reduce-global-warming",
    "name": "Google Research - Identify Contrails to Reduce Global Warming",
    "metric": "global-dice",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The sample submission also has the columns height and width of the answers.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/google-research-identify-contrails-reduce-global-warming/prepare.py"
      },
      {
        "summary": "The metadata of the test records is not published: neither time nor projection of a test image is known.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/google-research-identify-contrails-reduce-global-warming/prepare.py"
      },
      {
        "summary": "An empty cell is refused. Only the mark - stands for a mask without contrails, and a submission of nothing but blank cells is invalid.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/google-research-identify-contrails-reduce-global-warming/grade.py"
      },
      {
        "summary": "If neither the answers nor the submission have any contrail pixel, the score is not a number.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/google-research-identify-contrails-reduce-global-warming/grade.py"
      }
    ]
  },
  {
    "id": "h-and-m-personalized-fashion-recommendations",
    "package": "@mlebench/competition-h-and-m-personalized-fashion-recommendations",
    "name": "H&M Personalized Fashion Recommendations",
    "metric": "MAP@12",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Article IDs lose their leading zeros in the transactions and the answers, but not in `articles.csv`, `images/`, and the sample submission: predictions with the zeros never match, and the sample submission scores 0.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/h-and-m-personalized-fashion-recommendations/prepare.py"
      },
      {
        "summary": "The test set has the purchases of 8 days instead of 7, because the first day is included.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/h-and-m-personalized-fashion-recommendations/prepare.py"
      },
      {
        "summary": "An article that a customer bought several times is repeated in the answers, so as a submission they score less than 1.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/h-and-m-personalized-fashion-recommendations/prepare.py"
      },
      {
        "summary": "Rows are paired by position after sorting by customer, so a customer with several rows shifts the predictions of all that follow.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/h-and-m-personalized-fashion-recommendations/grade.py"
      }
    ]
  },
  {
    "id": "herbarium-2020-fgvc7",
    "package": "@mlebench/competition-herbarium-2020-fgvc7",
    "name": "Herbarium 2020 - FGVC7",
    "metric": "macro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The raw metadata is read as Latin-1, although most of it is UTF-8. Letters outside ASCII in published names are encoded twice: `é` becomes `Ã©`. Scores are unaffected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2020-fgvc7/prepare.py"
      },
      {
        "summary": "The metadata files are in subfolders, where no published checksum covers them. Verification cannot detect damage to them.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2020-fgvc7/checksums.yaml"
      },
      {
        "summary": "Fractions are accepted and cut off: 7.9 counts as category 7. The score of integers is unaffected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2020-fgvc7/grade.py"
      }
    ]
  },
  {
    "id": "herbarium-2021-fgvc8",
    "package": "@mlebench/competition-herbarium-2021-fgvc8",
    "name": "Herbarium 2021 - FGVC8",
    "metric": "macro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The metadata files are in subfolders, where no published checksum covers them. Verification cannot detect damage to them.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2021-fgvc8/checksums.yaml"
      },
      {
        "summary": "Fractions are accepted and cut off: 7.9 counts as category 7. The score of integers is unaffected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2021-fgvc8/grade.py"
      }
    ]
  },
  {
    "id": "herbarium-2022-fgvc9",
    "package": "@mlebench/competition-herbarium-2022-fgvc9",
    "name": "Herbarium 2022 - FGVC9",
    "metric": "macro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Fractions are accepted and cut off: 7.9 counts as category 7. The score of integers is unaffected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/herbarium-2022-fgvc9/grade.py"
      }
    ]
  },
  {
    "id": "histopathologic-cancer-detection",
    "package": "@mlebench/competition-histopathologic-cancer-detection",
    "name": "Histopathologic Cancer Detection",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Regression",
    "sizeGB": 7.76,
    "knownIssues": []
  },
  {
    "id": "hms-harmful-brain-activity-classification",
    "package": "@mlebench/competition-hms-harmful-brain-activity-classification",
    "name": "HMS - Harmful Brain Activity Classification",
    "metric": "KL-divergence",
    "lowerIsBetter": true,
    "splits": [
      "high",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "test.csv names neither the segment of the EEG nor its offset, but rows of one eeg_id have different answers. The published order of rows is the only link.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hms-harmful-brain-activity-classification/prepare.py"
      },
      {
        "summary": "Rows of one eeg_id are paired by NumPy's unstable sorting of integers, which depends on the processor. Scores are the same everywhere if the rows are in the order of the sample submission; for other orders, they are those of a processor without AVX2 and AVX-512.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hms-harmful-brain-activity-classification/grade.py"
      },
      {
        "summary": "Predictions in a column of integers are not clipped: a 0 there makes the score infinite if an expert voted for the activity. Written as 0.0, it is clipped.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hms-harmful-brain-activity-classification/kullback_leibler_divergence.py"
      },
      {
        "summary": "Missing probabilities add nothing to the score and nothing to the sum of a row, so that blank cells can lower the score, even below 0.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hms-harmful-brain-activity-classification/kullback_leibler_divergence.py"
      }
    ]
  },
  {
    "id": "hotel-id-2021-fgvc8",
    "package": "@mlebench/competition-hotel-id-2021-fgvc8",
    "name": "Hotel-ID to Combat Human Trafficking 2021 - FGVC8",
    "metric": "map-at-5",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "If every row has at most one hotel and a row has none, the column reads as decimal numbers, and no prediction equals an answer: the score is 0.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hotel-id-2021-fgvc8/grade.py"
      }
    ]
  },
  {
    "id": "hubmap-kidney-segmentation",
    "package": "@mlebench/competition-hubmap-kidney-segmentation",
    "name": "HuBMAP - Hacking the Kidney",
    "metric": "dice-coefficient",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The JSON files of the test images are public. test/ID.json has the polygons of their glomeruli, which are the answers; Kaggle's test images had only anatomical structures.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hubmap-kidney-segmentation/prepare.py"
      },
      {
        "summary": "The test set has 3 images, so a single image is a third of the score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/hubmap-kidney-segmentation/prepare.py"
      }
    ]
  },
  {
    "id": "icecube-neutrinos-in-deep-ice",
    "package": "@mlebench/competition-icecube-neutrinos-in-deep-ice",
    "name": "IceCube - Neutrinos in Deep Ice",
    "metric": "mean-angular-error",
    "lowerIsBetter": true,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The published MD5s of the two Parquet tables depend on the version of the library that wrote them, so they need not match. Their contents match.",
        "source": "https://github.com/openai/mle-bench/issues/58"
      }
    ]
  },
  {
    "id": "imet-2020-fgvc7",
    "package": "@mlebench/competition-imet-2020-fgvc7",
    "name": "iMet Collection 2020 - FGVC7",
    "metric": "micro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "A submission with exactly one attribute in every row is invalid: the column reads as numbers, which the grader of the Python reference cannot split.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/imet-2020-fgvc7/grade.py"
      }
    ]
  },
  {
    "id": "inaturalist-2019-fgvc6",
    "package": "@mlebench/competition-inaturalist-2019-fgvc6",
    "name": "iNaturalist 2019 at FGVC6",
    "metric": "top-1-classification-error",
    "lowerIsBetter": true,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "`val2019.json` is published, but its images are not: the validation set cannot be used.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/inaturalist-2019-fgvc6/prepare.py"
      },
      {
        "summary": "Both `.tar.gz` files are plain tar files, and lack the folder that `file_name` in the indexes begins with. Programs that take them for gzip fail.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/inaturalist-2019-fgvc6/prepare.py"
      },
      {
        "summary": "The sample submission was meant to be random, but draws from a new generator for every row, and so predicts category 654 throughout.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/inaturalist-2019-fgvc6/prepare.py"
      },
      {
        "summary": "The order of members in the tar files is that of a directory listing in the Python reference, and that of the raw archive here. No checksum covers them.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/inaturalist-2019-fgvc6/prepare.py"
      },
      {
        "summary": "A column of numbers with a decimal point or a missing value makes the Python reference fail, because it splits every value that is not an integer; here the submission is invalid.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/inaturalist-2019-fgvc6/grade.py"
      }
    ]
  },
  {
    "id": "invasive-species-monitoring",
    "package": "@mlebench/competition-invasive-species-monitoring",
    "name": "Invasive Species Monitoring",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "train.7z and test.7z contain no images, only an empty folder.",
        "source": "https://github.com/openai/mle-bench/issues/122"
      }
    ]
  },
  {
    "id": "iwildcam-2019-fgvc6",
    "package": "@mlebench/competition-iwildcam-2019-fgvc6",
    "name": "iWildCam 2019 - FGVC6",
    "metric": "macro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The sample submission has a first column without a name, with row numbers of the original table. The grader ignores it.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2019-fgvc6/prepare.py"
      },
      {
        "summary": "Some images have several rows. Rows of one image are matched in the order in which sorting leaves them, so that a submission in another order than test.csv may pair them otherwise.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2019-fgvc6/grade.py"
      },
      {
        "summary": "Fractions are accepted and cut off: 7.9 counts as category 7. The score of integers is unaffected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2019-fgvc6/grade.py"
      }
    ]
  },
  {
    "id": "iwildcam-2020-fgvc7",
    "package": "@mlebench/competition-iwildcam-2020-fgvc7",
    "name": "iWildCam 2020 - FGVC7",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The share of test images is computed as test / (train + 2 · test). The test set has up to 28% of the labeled images, not 22%.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2020-fgvc7/prepare.py"
      },
      {
        "summary": "The categories in `iwildcam2020_test_information.json` are those of the original test set, not of the prepared one.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2020-fgvc7/prepare.py"
      },
      {
        "summary": "An image with several annotations has a row for each. Rows of the same image are paired by the order in which an unstable sort leaves them, so that their order in the file can change the score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2020-fgvc7/grade.py"
      },
      {
        "summary": "Fields that some records lack are written as `NaN`, which is not valid JSON. Strict parsers reject the files.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/iwildcam-2020-fgvc7/prepare.py"
      }
    ]
  },
  {
    "id": "jigsaw-toxic-comment-classification-challenge",
    "package": "@mlebench/competition-jigsaw-toxic-comment-classification-challenge",
    "name": "Toxic Comment Classification Challenge",
    "metric": "column-wise ROC AUC",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Text Classification",
    "sizeGB": 0.06,
    "knownIssues": [
      {
        "summary": "Scores on the leaderboard are so close that the fifth decimal can decide a medal.",
        "source": "https://github.com/openai/mle-bench#known-issues"
      },
      {
        "summary": "The grader compares columns by position and ignores their names, so a submission with columns in another order is scored against the wrong labels.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/jigsaw-toxic-comment-classification-challenge/grade.py"
      }
    ]
  },
  {
    "id": "jigsaw-unintended-bias-in-toxicity-classification",
    "package": "@mlebench/competition-jigsaw-unintended-bias-in-toxicity-classification",
    "name": "Jigsaw Unintended Bias in Toxicity Classification",
    "metric": "jigsaw-unintended-bias-in-toxicity-classification-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "kuzushiji-recognition",
    "package": "@mlebench/competition-kuzushiji-recognition",
    "name": "Kuzushiji Recognition",
    "metric": "f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Pages are divided at random, so that pages of one book are in both the training and the test set. Kaggle's test pages were from other books.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/kuzushiji-recognition/prepare.py"
      },
      {
        "summary": "A box without a pixel strictly inside, such as one of width 1, cannot be found. The gold submission then scores less than 1.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/kuzushiji-recognition/kuzushiji_metric.py"
      }
    ]
  },
  {
    "id": "leaf-classification",
    "package": "@mlebench/competition-leaf-classification",
    "name": "Leaf Classification",
    "metric": "multi-class-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 0.036,
    "knownIssues": []
  },
  {
    "id": "learning-agency-lab-automated-essay-scoring-2",
    "package": "@mlebench/competition-learning-agency-lab-automated-essay-scoring-2",
    "name": "Learning Agency Lab - Automated Essay Scoring 2.0",
    "metric": "quadratic-weighted-kappa",
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
    "id": "lmsys-chatbot-arena",
    "package": "@mlebench/competition-lmsys-chatbot-arena",
    "name": "LMSYS - Chatbot Arena Human Preference Predictions",
    "metric": "multi-class-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "ml2021spring-hw2",
    "package": "@mlebench/competition-ml2021spring-hw2",
    "name": "ML2021Spring-hw2",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "mlsp-2013-birds",
    "package": "@mlebench/competition-mlsp-2013-birds",
    "name": "MLSP 2013 Bird Classification Challenge",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75",
      "systemcard"
    ],
    "category": "Audio Classification",
    "sizeGB": 0.5851,
    "knownIssues": [
      {
        "summary": "The three supplemental text files all have the header of the histogram file, whatever their columns are.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/mlsp-2013-birds/prepare.py"
      }
    ]
  },
  {
    "id": "movie-review-sentiment-analysis-kernels-only",
    "package": "@mlebench/competition-movie-review-sentiment-analysis-kernels-only",
    "name": "Movie Review Sentiment Analysis (Kernels Only)",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "multi-modal-gesture-recognition",
    "package": "@mlebench/competition-multi-modal-gesture-recognition",
    "name": "Multi-modal Gesture Recognition",
    "metric": "levenhstein-distance",
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
        "summary": "The recordings for testing are published as they were for training: the Labels of each `_data.mat` name the gestures of the recording in order, so every answer is public. Kaggle's own test recordings had no labels.",
        "source": "https://github.com/openai/mle-bench/issues/77"
      },
      {
        "summary": "The test set is the archive training4.tar.gz of Kaggle's training data, because Kaggle published no labels for its own test set. Thresholds of medals are from Kaggle's leaderboard, so from other recordings.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/multi-modal-gesture-recognition/prepare.py"
      },
      {
        "summary": "The leaderboard has 19 teams: 35 teams with a score of 999999 were removed by hand. With them, a gold medal would take 0.17872 instead of 0.13304, and the sample submission would win a bronze medal.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/multi-modal-gesture-recognition/leaderboard_readme.md"
      },
      {
        "summary": "Integers other than 1 to 20 are accepted. They count as wrong gestures, except that an integer counts as its remainder modulo 2^61 - 1, which is how the reference hashes it.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/multi-modal-gesture-recognition/grade.py"
      },
      {
        "summary": "An empty cell is rejected: that a recording has no gestures can only be predicted by a cell that holds a space.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/multi-modal-gesture-recognition/grade.py"
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
    "knownIssues": [
      {
        "summary": "The grader sorts both files by key and compares row by row. Keys that are not in the test set are not detected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/new-york-city-taxi-fare-prediction/grade.py"
      }
    ]
  },
  {
    "id": "nfl-player-contact-detection",
    "package": "@mlebench/competition-nfl-player-contact-detection",
    "name": "1st and Future - Player Contact Detection",
    "metric": "matthews-correlation-coefficient",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "nomad2018-predict-transparent-conductors",
    "package": "@mlebench/competition-nomad2018-predict-transparent-conductors",
    "name": "Nomad2018 Predicting Transparent Conductors",
    "metric": "mean-column-wise-rmsle",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75",
      "systemcard"
    ],
    "category": "Tabular",
    "sizeGB": 0.00624,
    "knownIssues": [
      {
        "summary": "The grader ignores IDs. Rows are matched by position, so a submission in another order is scored against the wrong rows.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/nomad2018-predict-transparent-conductors/grade.py"
      }
    ]
  },
  {
    "id": "osic-pulmonary-fibrosis-progression",
    "package": "@mlebench/competition-osic-pulmonary-fibrosis-progression",
    "name": "OSIC Pulmonary Fibrosis Progression",
    "metric": "modified-laplace-log-likelihood",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Rows can be missing: the score is the mean over the scored rows that are there, so a submission of the easiest ones scores higher. Without any, the score is NaN.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/osic-pulmonary-fibrosis-progression/grade.py"
      },
      {
        "summary": "The gold submission does not have the best score: its confidence is 100, and 70 is better for predictions that are right.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/osic-pulmonary-fibrosis-progression/prepare.py"
      }
    ]
  },
  {
    "id": "paddy-disease-classification",
    "package": "@mlebench/competition-paddy-disease-classification",
    "name": "Paddy Doctor: Paddy Disease Classification",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "petfinder-pawpularity-score",
    "package": "@mlebench/competition-petfinder-pawpularity-score",
    "name": "PetFinder.my - Pawpularity Contest",
    "metric": "root-mean-squared-error",
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
        "summary": "The grader compares IDs without comparing the number of rows first. If a row is missing or added, the Python reference fails with a NumPy error; here the submission is invalid.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/petfinder-pawpularity-score/grade.py"
      }
    ]
  },
  {
    "id": "plant-pathology-2020-fgvc7",
    "package": "@mlebench/competition-plant-pathology-2020-fgvc7",
    "name": "Plant Pathology 2020 - FGVC7",
    "metric": "mean-column-wise-roc-auc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 0.8,
    "knownIssues": []
  },
  {
    "id": "plant-pathology-2021-fgvc8",
    "package": "@mlebench/competition-plant-pathology-2021-fgvc8",
    "name": "Plant Pathology 2021 - FGVC8",
    "metric": "micro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "plant-seedlings-classification",
    "package": "@mlebench/competition-plant-seedlings-classification",
    "name": "Plant Seedlings Classification",
    "metric": "micro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "playground-series-s3e18",
    "package": "@mlebench/competition-playground-series-s3e18",
    "name": "Explore Multi-Label Classification with an Enzyme Substrate Dataset",
    "metric": "auroc-multi-label",
    "lowerIsBetter": false,
    "splits": [
      "dev"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "predict-volcanic-eruptions-ingv-oe",
    "package": "@mlebench/competition-predict-volcanic-eruptions-ingv-oe",
    "name": "INGV - Volcanic Eruption Prediction",
    "metric": "mean-absolute-error",
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
    "id": "random-acts-of-pizza",
    "package": "@mlebench/competition-random-acts-of-pizza",
    "name": "Random Acts of Pizza",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Text Classification",
    "sizeGB": 0.003,
    "knownIssues": [
      {
        "summary": "The field giver_username_if_known is also in the test data and reveals the outcome of many requests.",
        "source": "https://github.com/openai/mle-bench/issues/108"
      }
    ]
  },
  {
    "id": "ranzcr-clip-catheter-line-classification",
    "package": "@mlebench/competition-ranzcr-clip-catheter-line-classification",
    "name": "RANZCR CLiP - Catheter and Line Position Challenge",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 13.13,
    "knownIssues": [
      {
        "summary": "Two of the label columns, 'CVC - Normal' and 'Swan Ganz Catheter Present', are missing from the sample submission and are not graded.",
        "source": "https://github.com/openai/mle-bench/issues/30"
      }
    ]
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
    "knownIssues": [
      {
        "summary": "The ratio of 0.1, intended for the test set, is used as the share of the training set, so 90% of the labeled studies are in the test set.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/rsna-2022-cervical-spine-fracture-detection/prepare.py"
      }
    ]
  },
  {
    "id": "rsna-breast-cancer-detection",
    "package": "@mlebench/competition-rsna-breast-cancer-detection",
    "name": "RSNA Screening Mammography Breast Cancer Detection",
    "metric": "probabilistic-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Missing predictions are not rejected. One of them makes the score 0.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/rsna-breast-cancer-detection/grade.py"
      }
    ]
  },
  {
    "id": "rsna-miccai-brain-tumor-radiogenomic-classification",
    "package": "@mlebench/competition-rsna-miccai-brain-tumor-radiogenomic-classification",
    "name": "RSNA-MICCAI Brain Tumor Radiogenomic Classification",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "seti-breakthrough-listen",
    "package": "@mlebench/competition-seti-breakthrough-listen",
    "name": "SETI Breakthrough Listen - E.T. Signal Search",
    "metric": "auc-roc",
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
    "id": "siim-covid19-detection",
    "package": "@mlebench/competition-siim-covid19-detection",
    "name": "SIIM-FISABIO-RSNA COVID-19 Detection",
    "metric": "mean-average-precision",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The classes negative and none count like the others, so the sample submission scores 0.24492.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/siim-covid19-detection/grade.py"
      },
      {
        "summary": "A box that nothing matches counts as found with a confidence of 0, and a row without boxes and predictions of a class as a wrong prediction with a confidence of 0. Average precision is never 0, and an empty submission has a score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/siim-covid19-detection/grade.py"
      },
      {
        "summary": "A confidence that is not a number, of a class that the answers lack, leaves the other boxes of its row unsorted.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/siim-covid19-detection/grade.py"
      }
    ]
  },
  {
    "id": "siim-isic-melanoma-classification",
    "package": "@mlebench/competition-siim-isic-melanoma-classification",
    "name": "SIIM-ISIC Melanoma Classification",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Image Classification",
    "sizeGB": 116.16,
    "knownIssues": []
  },
  {
    "id": "smartphone-decimeter-2022",
    "package": "@mlebench/competition-smartphone-decimeter-2022",
    "name": "Google Smartphone Decimeter Challenge 2022",
    "metric": "average-haversine-distance",
    "lowerIsBetter": true,
    "splits": [
      "high",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The grader pairs the rows of a trip by their order in the file. Times are required but never compared, so rows in another order are scored at wrong times.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/smartphone-decimeter-2022/grade.py"
      },
      {
        "summary": "A missing or infinite coordinate is accepted and makes the score NaN.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/smartphone-decimeter-2022/notebook.py"
      },
      {
        "summary": "A coordinate column that holds only True and False is invalid here. The Python reference scores it, with half-precision numbers.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/smartphone-decimeter-2022/notebook.py"
      },
      {
        "summary": "Ground truth is read with the default float parser of pandas, which changes the last digits of coordinates with many decimals. The answers contain these values.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/smartphone-decimeter-2022/prepare.py"
      }
    ]
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
    "id": "spooky-author-identification",
    "package": "@mlebench/competition-spooky-author-identification",
    "name": "Spooky Author Identification",
    "metric": "multi-class-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "low",
      "split75",
      "systemcard"
    ],
    "category": "Text Classification",
    "sizeGB": 0.0019,
    "knownIssues": []
  },
  {
    "id": "stanford-covid-vaccine",
    "package": "@mlebench/competition-stanford-covid-vaccine",
    "name": "OpenVaccine: COVID-19 mRNA Vaccine Degradation Prediction",
    "metric": "multi-class-log-loss",
    "lowerIsBetter": true,
    "splits": [
      "high",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The grader selects the rows to score by their place in the submission file, not by their ID. If the rows are not in the order of the sample submission, positions without measurements are scored in place of measured ones.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/stanford-covid-vaccine/grade.py"
      },
      {
        "summary": "The metric is the mean columnwise root mean squared error. The configuration names it multi-class-log-loss, which is another metric. Scores are not affected.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/stanford-covid-vaccine/config.yaml"
      }
    ]
  },
  {
    "id": "statoil-iceberg-classifier-challenge",
    "package": "@mlebench/competition-statoil-iceberg-classifier-challenge",
    "name": "Statoil/C-CORE Iceberg Classifier Challenge",
    "metric": "log-loss",
    "lowerIsBetter": true,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "Test images may have no incidence angle (`na`). In Kaggle's data, only training images lack it, so that it is no clue to the label.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/statoil-iceberg-classifier-challenge/prepare.py"
      },
      {
        "summary": "The grader compares sets of IDs, not numbers of rows. If a row is repeated, the Python reference fails in its metric; here the submission is invalid.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/statoil-iceberg-classifier-challenge/grade.py"
      },
      {
        "summary": "The sample submission that facts and scores refer to is in the private directory. The public one is the same file in a 7z archive.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/statoil-iceberg-classifier-challenge/prepare.py"
      }
    ]
  },
  {
    "id": "tabular-playground-series-dec-2021",
    "package": "@mlebench/competition-tabular-playground-series-dec-2021",
    "name": "Tabular Playground Series - Dec 2021",
    "metric": "multi-class-classification-accuracy",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Tabular",
    "sizeGB": 0.7,
    "knownIssues": [
      {
        "summary": "Scores on the leaderboard are so close that the fifth decimal can decide a medal.",
        "source": "https://github.com/openai/mle-bench#known-issues"
      }
    ]
  },
  {
    "id": "tabular-playground-series-may-2022",
    "package": "@mlebench/competition-tabular-playground-series-may-2022",
    "name": "Tabular Playground Series - May 2022",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Tabular",
    "sizeGB": 0.57,
    "knownIssues": [
      {
        "summary": "Scores on the leaderboard are so close that the fifth decimal can decide a medal.",
        "source": "https://github.com/openai/mle-bench#known-issues"
      }
    ]
  },
  {
    "id": "tensorflow-speech-recognition-challenge",
    "package": "@mlebench/competition-tensorflow-speech-recognition-challenge",
    "name": "TensorFlow Speech Recognition Challenge",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The label of a test recording is the name of its folder: one of 30 words or `_background_noise_`, instead of one of Kaggle's 12 classes. `unknown` and `silence` never occur, so that the sample submission scores 0. Medal thresholds are those of the 12 classes.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tensorflow-speech-recognition-challenge/prepare.py"
      },
      {
        "summary": "Recordings are divided at random, so that most speakers of the test set are in the training set too. On Kaggle, most were not.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tensorflow-speech-recognition-challenge/prepare.py"
      }
    ]
  },
  {
    "id": "tensorflow2-question-answering",
    "package": "@mlebench/competition-tensorflow2-question-answering",
    "name": "TensorFlow 2.0 Question Answering",
    "metric": "micro-f1-score",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The score called micro-F1 is averaged over both classes and thus is accuracy: the empty sample submission scores 0.57117, near the median.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tensorflow2-question-answering/grade.py"
      },
      {
        "summary": "Medal thresholds come from Kaggle's F1, which leaves out rows with neither an answer nor a prediction. This score counts them as correct.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tensorflow2-question-answering/grade.py"
      }
    ]
  },
  {
    "id": "text-normalization-challenge-english-language",
    "package": "@mlebench/competition-text-normalization-challenge-english-language",
    "name": "Text Normalization Challenge - English Language",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Seq->Seq",
    "sizeGB": 0.01,
    "knownIssues": []
  },
  {
    "id": "text-normalization-challenge-russian-language",
    "package": "@mlebench/competition-text-normalization-challenge-russian-language",
    "name": "Text Normalization Challenge - Russian Language",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Seq->Seq",
    "sizeGB": 0.01,
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
    "knownIssues": [
      {
        "summary": "depths.csv contains the depths of the training images only. Those of the test images are missing.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tgs-salt-identification-challenge/prepare.py"
      },
      {
        "summary": "An empty prediction for a mask that is not empty is scored as if every pixel had been predicted, because the underlying histogram counts equal values in its upper bin.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/tgs-salt-identification-challenge/grade.py"
      }
    ]
  },
  {
    "id": "the-icml-2013-whale-challenge-right-whale-redux",
    "package": "@mlebench/competition-the-icml-2013-whale-challenge-right-whale-redux",
    "name": "The ICML 2013 Whale Challenge - Right Whale Redux",
    "metric": "auc-roc",
    "lowerIsBetter": false,
    "splits": [
      "low",
      "split75"
    ],
    "category": "Audio Classification",
    "sizeGB": 0.29314,
    "knownIssues": []
  },
  {
    "id": "tweet-sentiment-extraction",
    "package": "@mlebench/competition-tweet-sentiment-extraction",
    "name": "Tweet Sentiment Extraction",
    "metric": "jaccard-similarity",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "us-patent-phrase-to-phrase-matching",
    "package": "@mlebench/competition-us-patent-phrase-to-phrase-matching",
    "name": "U.S. Patent Phrase to Phrase Matching",
    "metric": "pearson-correlation-coefficient",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  },
  {
    "id": "uw-madison-gi-tract-image-segmentation",
    "package": "@mlebench/competition-uw-madison-gi-tract-image-segmentation",
    "name": "UW-Madison GI Tract Image Segmentation",
    "metric": "dice-hausdorff-combo",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "IDs and classes of a submission are not compared with the answers. Dice coefficients pair rows by position and volumes by the order of their names, so a file in another order gets another score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/uw-madison-gi-tract-image-segmentation/grade.py"
      },
      {
        "summary": "The number of rows is not checked. A file that is too short is scored on the rows it has, so one good row is enough for a high score, and a file without rows has no score.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/uw-madison-gi-tract-image-segmentation/grade.py"
      },
      {
        "summary": "A volume unites the masks of all organs of a day, so the Hausdorff distance does not distinguish between organs.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/uw-madison-gi-tract-image-segmentation/grade.py"
      },
      {
        "summary": "Distances are divided by the number of slices of the true volume, whatever the physical size of a voxel is.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/uw-madison-gi-tract-image-segmentation/grade.py"
      },
      {
        "summary": "A prediction with more than 10 times the voxels of the truth gets the largest distance without a computation.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/uw-madison-gi-tract-image-segmentation/grade.py"
      }
    ]
  },
  {
    "id": "ventilator-pressure-prediction",
    "package": "@mlebench/competition-ventilator-pressure-prediction",
    "name": "Google Brain - Ventilator Pressure Prediction",
    "metric": "dice-hausdorff-combo",
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
        "summary": "The metric is recorded as dice-hausdorff-combo, the metric of another competition. Submissions are scored by mean absolute error.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/ventilator-pressure-prediction/config.yaml"
      }
    ]
  },
  {
    "id": "vesuvius-challenge-ink-detection",
    "package": "@mlebench/competition-vesuvius-challenge-ink-detection",
    "name": "Vesuvius Challenge - Ink Detection",
    "metric": "f0.5-score",
    "lowerIsBetter": false,
    "splits": [
      "high",
      "split75"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": [
      {
        "summary": "The answers are one fragment, so the score is that of a single image.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vesuvius-challenge-ink-detection/prepare.py"
      },
      {
        "summary": "The infrared photo of the test fragment is withheld: it shows the ink. Those of the training fragments are public.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vesuvius-challenge-ink-detection/prepare.py"
      },
      {
        "summary": "The file must have exactly the columns Id and Predicted. An empty prediction has to be written as a blank, because an empty cell is refused.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vesuvius-challenge-ink-detection/grade.py"
      }
    ]
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
    "knownIssues": [
      {
        "summary": "Corners of boxes are passed to pycocotools as x, y, width, and height, so overlaps are not those of the boxes.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vinbigdata-chest-xray-abnormalities-detection/grade.py"
      },
      {
        "summary": "Boxes are numbered from 0, which pycocotools interprets as no match. The first ground-truth box is never matched, so the gold submission scores less than 1.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vinbigdata-chest-xray-abnormalities-detection/grade.py"
      },
      {
        "summary": "The answers keep the first box of each image and class, so a second box of the same class counts as wrong.",
        "source": "https://github.com/openai/mle-bench/blob/main/mlebench/competitions/vinbigdata-chest-xray-abnormalities-detection/prepare.py"
      }
    ]
  },
  {
    "id": "whale-categorization-playground",
    "package": "@mlebench/competition-whale-categorization-playground",
    "name": "Humpback Whale Identification Challenge",
    "metric": "MAP@5",
    "lowerIsBetter": false,
    "splits": [
      "medium",
      "split75",
      "systemcard"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  }
];
