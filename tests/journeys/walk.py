"""The walk in README.md: its commands, run word by word, and the output that is printed below them.

`python -m tests.journeys.walk --write` runs the walk on a fresh system and puts what it printed into README.md.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local import Stack

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "--- end of a command ---"
WAIT = re.compile(r"\b(sleep|timeout) (\d+)")

# What differs from run to run, and what stands for it when two outputs are compared.
VARYING = (
    (re.compile(r"\b\d{3}-\d{3}-\d{4}\b(?<!555-\d{4})"), "<number>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z"), "<time>"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "<date>"),
    (re.compile(r'"pin": "\d{6}"'), '"pin": "<pin>"'),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "<address>"),
    (re.compile(r'"score": [0-9.]+'), '"score": <score>'),
)


@dataclass
class Step:
    """A command of the walk and the output that README.md shows below it."""

    command: str
    shown: str


def read_steps(text: str) -> list[Step]:
    """Return the commands of every console block in order; lines that begin with "> " go on with the command."""
    steps: list[Step] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line[2:], ""))
            elif line.startswith("> ") and not steps[-1].shown:
                steps[-1].command += "\n" + line[2:]
            else:
                steps[-1].shown += line + "\n"
    return steps


def run(steps: list[Step], stack: Stack) -> list[str]:
    """Run all commands in one shell against a running system; return what each printed."""
    script = "\n".join(f"{step.command}\nprintf '%s\\n' '{END}'" for step in steps)
    script = script.replace("http://127.0.0.1:8311", stack.url).replace("var/", f"{stack.folder}/")
    # Readers have the machine for themselves, tests have not.
    script = WAIT.sub(lambda wait: f"{wait[1]} {2 * int(wait[2])}", script)
    done = subprocess.run(
        ["bash", "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120
    )
    return [part.removeprefix("\n") for part in done.stdout.split(END)[:-1]]


def plain(output: str) -> str:
    """Return an output with what varies replaced."""
    for pattern, name in VARYING:
        output = pattern.sub(name, output)
    return output.strip()


def write(text: str, outputs: list[str], stack: Stack) -> str:
    """Return README's text with the outputs that were printed."""
    printed = iter(outputs)

    def renew(block: re.Match[str]) -> str:
        lines = []
        for step in read_steps(block.group(0)):
            output = next(printed).strip("\n").replace(stack.url, "http://127.0.0.1:8311")
            output = output.replace(str(stack.folder), "var")
            first, *more = step.command.split("\n")
            lines += [f"$ {first}", *(f"> {line}" for line in more), *([output] if output else [])]
        return "```console\n" + "\n".join(lines) + "\n```"

    return BLOCK.sub(renew, text)


def main() -> int:
    """Run the walk on a fresh system and write its output into README.md."""
    text = README.read_text()
    with tempfile.TemporaryDirectory(prefix="hub311-walk-") as folder, Stack(folder) as stack:
        outputs = run(read_steps(text), stack)
        README.write_text(write(text, outputs, stack))
    print(f"{len(outputs)} commands were run and their output written into README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
