"""Runs AIDE and keeps the submission of its best solution so far, so that a run that is cut short has one.

AIDE overwrites working/submission.csv at every step; the best step's file is copied away as soon as it exists.
"""

import os
import shutil
from pathlib import Path

from aide.agent import Agent
from aide.backend import backend_openai
from aide.interpreter import Interpreter
from aide.journal import Journal
from aide.utils.config import load_cfg, load_task_desc, prep_agent_workspace, save_run
from omegaconf import OmegaConf

SUBMISSION = Path(os.environ["SUBMISSION_DIR"])
CODE = Path(os.environ["CODE_DIR"])


def replace(path, write):
    """Writes a file under another name first, so that nobody ever finds half of it."""
    temporary = path.with_name(f".{path.name}.new")
    write(temporary)
    temporary.replace(path)


def use_base_url():
    """AIDE sends models with OpenAI's names to api.openai.com, whatever OPENAI_BASE_URL says."""
    url = os.environ.get("OPENAI_BASE_URL")
    if url and hasattr(backend_openai, "OPENAI_BASE_URL"):
        backend_openai.OPENAI_BASE_URL = url


def main():
    use_base_url()
    configuration = load_cfg()
    task = load_task_desc(configuration)
    prep_agent_workspace(configuration)
    journal = Journal()
    agent = Agent(task_desc=task, cfg=configuration, journal=journal)
    interpreter = Interpreter(configuration.workspace_dir, **OmegaConf.to_container(configuration.exec))
    produced = Path(configuration.workspace_dir) / "working" / "submission.csv"
    for step in range(1, configuration.agent.steps + 1):
        produced.unlink(missing_ok=True)
        agent.step(exec_callback=interpreter.run)
        save_run(configuration, journal)
        node = journal[-1]
        best = journal.get_best_node()
        print(f"step {step}: {'failed' if node.is_buggy else node.metric}; best {best.metric if best else None}", flush=True)
        if best is node and produced.is_file():
            replace(SUBMISSION / "submission.csv", lambda path: shutil.copyfile(produced, path))
            replace(CODE / "best_solution.py", lambda path: path.write_text(node.code, encoding="utf-8"))
    interpreter.cleanup_session()


if __name__ == "__main__":
    main()
