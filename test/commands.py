#!/usr/bin/env python3
"""Checks the dlc commands of README, docs, help texts and the zoo's own files against what dlc and the zoo have, so that they run as written.

    commands.py ROOT DLC         every verb, every option, and of networks of the zoo: entries, plans, inputs, outputs, patterns of variables
    commands.py --self-test DLC  the same on commands that are wrong, each in another way

A command is a line with four spaces before `dlc` in a page, with two in a footer of --help, and one behind `//` in a file of the zoo. A file is
a network of the zoo if `dlc new` wrote it before on the page, if a command before made it of one, or if the zoo has one of its name; and, but
in README, if a command of docs/models or of the zoo makes it. Any other name must be in OWN: a network that the reader has.
"""
import fnmatch
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

OWN = {"clothes", "fruit", "gpt", "model", "net", "other", "pets", "plane", "regression", "spam", "two", "two-inputs"}
SUFFIXES = (".mlir", ".dlm")
# What the compiler adds to a network that has a @loss.
LEARNING = {"train_step", "evaluate", "gradient", "init", "reset_optimizer"}


@dataclass
class Network:
    """What the text of a network says."""

    text: str
    functions: dict = field(default_factory=dict)  # name: (inputs, outputs)
    variables: list = field(default_factory=list)

    def __post_init__(self):
        for name, inputs, outputs in re.findall(r"nn\.func @(\w+)\(([^{]*?)\) -> \(([^{]*?)\)", self.text):
            self.functions[name] = (re.findall(r"%(\w+):", inputs), re.findall(r"(\w+):", outputs))
        for name, inputs in re.findall(r"nn\.func @(\w+)\(([^{]*?)\)[^-{]*\{", self.text):
            self.functions.setdefault(name, (re.findall(r"%(\w+):", inputs), []))
        self.variables = re.findall(r"nn\.variable (?:\w+ )?@([\w.]+)", self.text)

    def entries(self):
        return set(self.functions) | (LEARNING if "loss" in self.functions else set())


class Checker:
    def __init__(self, dlc):
        self.dlc = dlc
        listed = self.run("new").splitlines()
        self.zoo = {line.split()[0] for line in listed if re.match(r"[a-z]\w* +\S", line)}
        verbs = self.run("--help").split("Verbs:")[1]
        self.verbs = re.findall(r"^  ([a-z][a-z-]+) ", verbs, re.MULTILINE)
        self.help = {verb: self.run(verb, "--help") for verb in self.verbs}
        self.options = {verb: set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", text.split("\n  dlc ")[0])) for verb, text in self.help.items()}
        self.networks = {}

    def run(self, *arguments):
        return subprocess.run([self.dlc, *arguments], capture_output=True, text=True, check=True).stdout

    def network(self, name):
        if name not in self.networks:
            self.networks[name] = Network(self.run("new", name))
        return self.networks[name]

    def originOf(self, file, made):
        """The network of the zoo that a file is; None for the reader's own. Raises KeyError for a name that nobody knows."""
        name = file.rsplit("/", 1)[-1]
        if name in made:
            return made[name]
        stem = name.split(".")[0]
        if stem in self.zoo:
            return stem
        if stem in OWN:
            return None
        raise KeyError(stem)

    def check(self, command, made):
        """What is wrong with a command, as a list; notes what file it makes of which network."""
        words = shlex.split(command, comments=True)
        words = words[words.index("dlc") + 1 :]
        end = next((i for i, word in enumerate(words) if word in ("|", "&&", ">", ";", "2>")), len(words))
        words = words[:end]
        if words and words[0] in ("--help", "--version", "VERB"):
            return []
        if not words or words[0] not in self.verbs:
            return [f"there is no verb '{' '.join(words[:1])}'"]
        verb, words = words[0], [part for word in words[1:] for part in (word.split("=", 1) if word.startswith("--") else [word])]
        wrong = [f"dlc {verb} has no option {word}" for word in words if re.match(r"--?[a-z]", word) and word not in self.options[verb]]
        options = [(option, value) for option, value in zip(words, words[1:]) if option.startswith("-")]
        files = [word for i, word in enumerate(words) if word.endswith(SUFFIXES) and (i == 0 or not words[i - 1].startswith("-") or words[i - 1] == "--train")]
        written = [value for option, value in options if option in ("-o", "--output")]
        name = None
        if verb == "new":
            name = words[0] if words and not words[0].startswith("-") else None
            if name and name not in self.zoo:
                return wrong + [f"the zoo has no '{name}'"]
        else:
            for file in files:
                try:
                    name = self.originOf(file, made)
                except KeyError:
                    return wrong + [f"{file} is neither of the zoo, nor made by a command before, nor the reader's own (OWN in test/commands.py)"]
        for file in written:
            if file.endswith(SUFFIXES):
                made[file.rsplit("/", 1)[-1]] = name
                if verb == "train" and "--folds" in words:
                    made.update({file.replace(".dlm", f".{fold}.dlm"): name for fold in range(1, 10)})
        if not name or verb in ("new", "compile", "convert"):
            return wrong
        return wrong + self.against(self.network(name), name, verb, options)

    def against(self, network, name, verb, options):
        wrong = []
        given = dict(options)
        if verb in ("run", "grad", "generate", "train") and "--entry" in given and given["--entry"] not in network.entries():
            return [f"{name} has no entry '{given['--entry']}', but {', '.join(sorted(network.entries()))}"]
        for call in re.findall(r"(?:^|[,;])\s*(\w+)", re.sub(r"\([^)]*\)", "", given.get("--plan", ""))):
            if call not in network.entries():
                wrong.append(f"{name} has no entry '{call}' for a plan, but {', '.join(sorted(network.entries()))}")
        default = {"run": "predict", "grad": "loss" if "loss" in network.functions else next(iter(network.functions)), "generate": "generate"}
        inputs, outputs = network.functions.get(given.get("--entry", default.get(verb, "")), ([], []))
        for option, value in options:
            part = value.split("=")[0]
            if option == "--input" and verb in ("run", "grad") and part not in inputs:
                wrong.append(f"{name} takes no '{part}' there, but {', '.join(inputs)}")
            if option == "--output" and verb == "run" and part not in outputs:
                wrong.append(f"{name} returns no '{part}' there, but {', '.join(outputs)}")
            if option in ("--show", "--trainable") and not fnmatch.filter(network.variables, value):
                wrong.append(f"{name} has no variable '{value}'")
            if option == "--wrt" and not any(re.fullmatch(value, each) for each in network.variables + inputs):
                wrong.append(f"{name} has no variable or input '{value}'")
        return wrong


def commandsOf(text, before):
    """The lines of commands with their numbers; `before` is what stands before `dlc`, or a program that starts it."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(before + r"((?:\w+=\S+ )*(?:mpirun [^#]*?|perf record )?dlc [a-z-].*)", line)
        if found:
            yield number, re.split(r"(?<=\S) {3,}", found[1])[0]


def pagesOf(root, checker):
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        if "reference" not in page.parts:
            yield page.relative_to(root), page.read_text(), "    "
    for text in sorted((root / "lib/Zoo/Texts").glob("*.mlir")):
        yield text.relative_to(root), text.read_text(), "// +"
    for verb, text in checker.help.items():
        yield f"dlc {verb} --help", text, "  "


def check(root, checker):
    wrong = count = 0
    pages = list(pagesOf(root, checker))
    elsewhere = {}
    for page, text, before in pages:
        if "models" in str(page) or "Zoo" in str(page):
            for _, command in commandsOf(text, before):
                checker.check(command, elsewhere)
    for page, text, before in pages:
        made = {} if page == Path("README.md") else dict(elsewhere)
        for number, command in commandsOf(text, before):
            count += 1
            for fault in checker.check(command, made):
                wrong += 1
                print(f"{page}:{number}: {command}\n  {fault}")
    return wrong, count


def selfTest(checker):
    """Each of these has one fault, and those of the second list none."""
    faults = ["dlc train gan.mlir --data fashion-mnist", "dlc new gan -o gan.mlir", "dlc learn lenet.mlir", "dlc eval lenet.dlm --dat x",
              "dlc train dbn.mlir --data x --plan 'pretrain1 for 5; finetune for 10'", "dlc train dbn.mlir --data x --entry pretrain",
              "dlc run two_apples.mlir --entry price --input apple=100", "dlc run two_apples.mlir --input pear=100",
              "dlc run lenet.dlm --data x --output image=x.npy", "dlc inspect lenet.dlm --show 'conv9*'", "dlc grad lenet.dlm --wrt 'fc9.*'",
              "dlc train lenet.mlir --data x --trainable 'dense*'"]
    right = ["dlc new two_apples -o apples.mlir", "dlc run apples.mlir --entry predict --input apple=100 > price.txt", "mpirun -n 2 dlc train lenet.mlir --data x -o l.dlm",
             "dlc eval l.dlm --data x", "dlc train dbn.mlir --data x --plan 'pretrain1(learning_rate=0.1)*2, pretrain2 for 5; train_step for 10'",
             "dlc compile net.mlir -o libnet.so", "dlc inspect lenet.dlm --show 'conv1*' -o images", "dlc new"]
    made = {}
    for command in faults:
        if len(checker.check(command, {})) != 1:
            sys.exit(f"{command}: {checker.check(command, {})}")
    for command in right:
        if found := checker.check(command, made):
            sys.exit(f"{command}: {found}")
    if [command for _, command in commandsOf("    dlc new\n    A=1 dlc run x   and more\n  dlc run\n    % dlc run\n", "    ")] != ["dlc new", "A=1 dlc run x"]:
        sys.exit("commands are not found")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if sys.argv[1] == "--self-test":
        selfTest(Checker(sys.argv[2]))
    else:
        faults, all_commands = check(Path(sys.argv[1]).resolve(), Checker(sys.argv[2]))
        print(f"commands: {all_commands} commands, {faults} faults")
        sys.exit(1 if faults or all_commands < 100 else 0)
