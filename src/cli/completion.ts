import type { Command } from "commander";
import { catalogs } from "../catalog.ts";
import { UsageError } from "../core/error.ts";
import { entriesOf, KINDS } from "./list.ts";
import { print } from "./style.ts";

/** A word that may be typed, and what it means. */
interface Word {
  word: string;
  description: string;
}

/** What may follow: words, and whether names of files may as well. */
interface Values {
  words: readonly string[];
  files: boolean;
}

interface Flag extends Word {
  /** Of an option with a value. */
  value?: Values;
}

interface Told extends Word {
  flags: Flag[];
  argument?: Values;
}

const SHELLS: Readonly<Record<string, (commands: readonly Told[]) => string>> = { bash, zsh, fish };

/** Prints a script that completes the command line in a shell. */
export function completion(program: Command, shell: string): void {
  if (!Object.hasOwn(SHELLS, shell))
    throw new UsageError(`unknown shell ${shell}; there are ${Object.keys(SHELLS).join(", ")}`);
  print(SHELLS[shell](program.commands.map(told)));
}

function told(command: Command): Told {
  const flags = command.options.map(({ long, description, argChoices, required, attributeName }): Flag => {
    const name = long ?? "";
    // as an argument a scenario may be a preset, as an option it is a file
    const value = required ? valuesOf(name === "--scenario" ? "path" : name.slice(2), argChoices) : undefined;
    return { word: name, description: description || attributeName(), value };
  });
  const [argument] = command.registeredArguments;
  return {
    word: command.name(),
    description: command.description(),
    flags: [...flags, { word: "--help", description: "options and examples" }],
    argument: argument && valuesOf(argument.name(), undefined),
  };
}

/** What may be written for an option or argument. */
function valuesOf(name: string, choices: readonly string[] | undefined): Values {
  const named: Record<string, readonly string[]> = {
    scenario: Object.keys(catalogs.presets),
    preset: Object.keys(catalogs.presets),
    source: Object.keys(catalogs.presets),
    kind: KINDS,
    name: [...new Set(KINDS.flatMap(entriesOf).map(({ type }) => type))],
    shell: Object.keys(SHELLS),
    format: Object.keys(catalogs.encoders),
    compress: [...new Set([...Object.keys(catalogs.compressions), "snappy", "none"])],
  };
  const files = ["scenario", "source", "path", "to", "labels", "inventory", "catalog"].includes(name);
  return { words: choices ?? named[name] ?? [], files };
}

/** Cases for options with a value, which means the same in every command: those with the same answer are one case. */
function valueCases(commands: readonly Told[], answer: (values: Values) => string): string {
  const names = new Map<string, Set<string>>();
  for (const { word, value } of commands.flatMap(({ flags }) => flags)) {
    if (!value) continue;
    const text = answer(value);
    names.set(text, (names.get(text) ?? new Set()).add(word));
  }
  return [...names].map(([text, words]) => `    ${[...words].join("|")}) ${text}; return ;;`).join("\n");
}

/** Cases for the options and the argument of a command. */
function commandCases(commands: readonly Told[], options: (one: Told) => string, answer: (values: Values) => string) {
  return commands
    .flatMap((one) => [
      `    ${one.word}:-*) ${options(one)} ;;`,
      ...(one.argument ? [`    ${one.word}:*) ${answer(one.argument)} ;;`] : []),
    ])
    .join("\n");
}

/** Where no word fits, -o default takes names of files; bash 3, which macOS has, knows no other way. */
function bash(commands: readonly Told[]): string {
  const reply = (words: readonly string[]) =>
    words.length > 0 ? `COMPREPLY=($(compgen -W '${words.join(" ")}' -- "$cur"))` : ":";
  const answer = ({ words }: Values) => reply(words);
  const options = ({ flags }: Told) => reply(flags.map(({ word }) => word));
  return `# bash completion of fauxmetry: source <(fauxmetry completion bash)
_fauxmetry() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  case $prev in
${valueCases(commands, answer)}
  esac
  if ((COMP_CWORD == 1)); then
    ${reply([...commands.map(({ word }) => word), "--help", "--version"])}
    return
  fi
  case \${COMP_WORDS[1]}:$cur in
${commandCases(commands, options, answer)}
  esac
}
complete -o default -F _fauxmetry fauxmetry`;
}

function zsh(commands: readonly Told[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const described = (words: readonly Word[]) =>
    words.map(({ word, description }) => quoted(`${word}:${description.replaceAll(":", "\\:")}`)).join(" ");
  const options = ({ flags }: Told) => `list=(${described(flags)}); _describe option list`;
  const answer = ({ words, files }: Values) =>
    [...(words.length > 0 ? [`compadd -- ${words.join(" ")}`] : []), ...(files ? ["_files"] : [])].join("; ") || ":";
  return `#compdef fauxmetry
# zsh completion of fauxmetry: fauxmetry completion zsh > a folder of $fpath/_fauxmetry, or source <(fauxmetry completion zsh)
_fauxmetry() {
  local -a list
  case $words[CURRENT-1] in
${valueCases(commands, answer)}
  esac
  if ((CURRENT == 2)); then
    list=(${described(commands)})
    _describe command list
    return
  fi
  case $words[2]:$words[CURRENT] in
${commandCases(commands, options, answer)}
  esac
}
if [[ $funcstack[1] == _fauxmetry ]]; then _fauxmetry "$@"; else compdef _fauxmetry fauxmetry; fi`;
}

function fish(commands: readonly Told[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ word, description, flags, argument }) => {
    const within = `complete -c fauxmetry -n '__fish_seen_subcommand_from ${word}'`;
    const values = ({ words, files }: Values) =>
      `${files ? "-r -F" : "-x"}${words.length > 0 ? ` -a ${quoted(words.join(" "))}` : ""}`;
    return [
      `complete -c fauxmetry -n __fish_use_subcommand -a ${word} -d ${quoted(description)}`,
      ...flags.map(
        (flag) =>
          `${within} -l ${flag.word.slice(2)} -d ${quoted(flag.description)}${flag.value ? ` ${values(flag.value)}` : ""}`,
      ),
      ...(argument ? [`${within}${argument.files ? " -F" : ""} -a ${quoted(argument.words.join(" "))}`] : []),
    ];
  });
  return [
    "# fish completion of fauxmetry: fauxmetry completion fish | source",
    "complete -c fauxmetry -f",
    ...lines,
  ].join("\n");
}
