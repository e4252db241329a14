import { sources } from "./facts.js";

/** Clients of LLM services. */
const llmLibraries =
  /^(openai|anthropic|litellm|mistralai|cohere|groq|together|ollama|replicate|langchain\w*|llama_index|google\.generativeai|google\.genai|vertexai|instructor|dspy|aisuite|fireworks|ai21|zhipuai|dashscope|xai_sdk|cerebras|portkey_ai|openrouter|guidance|autogen\w*|crewai|pydantic_ai|mirascope|magentic|lmql|semantic_kernel|promptflow|g4f|smolagents|deepseek|azure\.ai\.(openai|inference)|huggingface_hub\.(\w*InferenceClient|inference\w*)|InferenceClient)(\.|$)/;

/** Parts of other libraries that are named after such a service: `haystack.components.generators.OpenAIGenerator`. */
const llmParts =
  /(^|[._])(openai|open_ai|anthropic)([._]|$)|\.(Async)?(Azure)?(Chat)?(OpenAI|Anthropic)(?!GPT)[A-Z]\w*$/;

/** Whether a dotted name is a client of an LLM service. */
export const isLlmLibrary = (name: string): boolean =>
  llmLibraries.test(name) || (llmParts.test(name) && !modelLibraries.test(name));

const modelLibraries =
  /^(sklearn|xgboost|lightgbm|catboost|torch|torchvision|torchaudio|pytorch_lightning|lightning|tensorflow|keras|tf_keras|jax|flax|timm|transformers|sentence_transformers|fastai|autogluon|statsmodels|prophet|implicit|surprise|h2o|pycaret|flaml|spacy|gensim|fasttext|segmentation_models_pytorch|ultralytics|detectron2|mmdet|monai|efficientnet_pytorch|pytorch_tabnet|ngboost|cuml|lifelines|pmdarima|lightfm|tpot|autosklearn|faiss|hdbscan|setfit|peft|accelerate|open_clip|clip|paddle|mxnet|whisper|libsvm|pyod|tabpfn|nltk\.(sentiment|classify))(\.|$)/;

/** Parts of those libraries that prepare data or measure, and tensors as such. */
const noModels =
  /^(sklearn\.(model_selection|metrics|preprocessing|datasets|utils|feature_extraction|impute)|torch\.(utils|tensor|Tensor|from_numpy|stack|cat|zeros|ones|load|save|no_grad|device|cuda|manual_seed|rand\w*|arange|optim|float\w*|long|int\w*|bool)|torchvision\.(transforms|io|datasets)|tensorflow\.(io|data|constant|stack|convert_to_tensor|random))(\.|$|\()/;

/** Estimates in NumPy and SciPy: a model in one call. */
const estimates =
  /^(numpy\.(linalg\.(lstsq|solve|pinv|inv|svd|eigh?)|polyfit|polynomial\..*)|scipy\.(optimize|spatial|cluster|interpolate|linalg|stats\.(linregress|gaussian_kde))(\.|$))/;

const modelMethods =
  /^(fit|partial_fit|fit_predict|predict|predict_\w+|decision_function|get_preds|fine_tune|fit_one_cycle|backward|kneighbors|score_samples|forecast|train_on_batch|predict_on_batch)$/;

const randomCalls = /(^|\.)random(\.|$)|\.default_rng|^secrets\./;
const networkCalls =
  /^(requests|httpx|aiohttp|urllib3|pycurl|websockets?)\.|^urllib\.request\.|^http\.client\.|^socket\.(socket|create_connection)$|\.(urlopen|urlretrieve)$/;
const loadingCalls =
  /^(joblib|pickle|cloudpickle|dill|torch)\.load|\.load_model$|^(numpy|pandas)\.(load|read_pickle)$/;

/** Libraries without predictions in them: what they return depends on their arguments only. */
const neutralLibraries = new Set(
  (
    "abc argparse array ast asyncio atexit base64 binascii bisect builtins calendar codecs collections concurrent configparser " +
    "contextlib copy csv ctypes dataclasses datetime decimal difflib enum fnmatch fractions functools gc getpass glob gzip hashlib " +
    "heapq html http importlib inspect io itertools json kaggle kagglehub logging lzma math mimetypes multiprocessing operator os " +
    "pathlib pickle platform pprint queue random re secrets select shlex shutil signal site socket sqlite3 ssl statistics string " +
    "struct subprocess sys tarfile tempfile textwrap threading time timeit traceback types typing unicodedata urllib uuid warnings " +
    "weakref xml zipfile zlib numpy pandas polars scipy matplotlib seaborn plotly tqdm PIL cv2 skimage imageio librosa soundfile " +
    "joblib dill cloudpickle psutil requests httpx aiohttp urllib3 yaml toml dateutil pytz pyarrow h5py tables numba dask nltk " +
    "albumentations imgaug pydicom nibabel shapely geopandas networkx Levenshtein rapidfuzz bs4 lxml huggingface_hub datasets " +
    "optuna wandb mlflow rich click absl psycopg2 docker paramiko wget gdown opendatasets rdkit Bio category_encoders " +
    "imblearn einops __future__ IPython"
  ).split(" "),
);

/** Sources that a call or a name of a library contributes; none for names of the program itself. */
export function sourcesOf(name: string): string[] {
  const method = name.slice(name.lastIndexOf(".") + 1);
  if (isLlmLibrary(name)) return [sources.llm];
  if (estimates.test(name)) return [sources.model];
  if (loadingCalls.test(name)) return [sources.loaded];
  if (networkCalls.test(name)) return [sources.network];
  if (randomCalls.test(name)) return [sources.random];
  if (name.includes(".") && modelMethods.test(method)) return [sources.model];
  if (modelLibraries.test(name)) return noModels.test(name) ? [] : [sources.model];
  return [];
}

/** Whether nothing is known of a library, so that its results may be predictions. */
export function isUnknownLibrary(module: string): boolean {
  const [first] = module.split(".");
  return !(neutralLibraries.has(first) || modelLibraries.test(module) || isLlmLibrary(module));
}
