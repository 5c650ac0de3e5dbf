import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { folder, inside, shell } from "./harness.ts";

/** What bash offers for a line whose last word is being typed. */
async function offers(line: string): Promise<string[]> {
  const words = line.split(" ");
  const script = `source <($F completion bash)
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${words.length - 1}
_fauxmetry
printf '%s\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await shell(folder(), script);
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("completion", () => {
  const program = createProgram(() => {});

  const cases: [string, string[]][] = [
    ["fauxmetry ru", ["run"]],
    ["fauxmetry run sm", ["smart-meter"]],
    ["fauxmetry run waveforms --order ", ["time", "entity"]],
    ["fauxmetry run waveforms --se", ["--seed", "--set"]],
    ["fauxmetry run waveforms --seed ", []],
    ["fauxmetry explain waveforms --format p", ["parquet"]],
    ["fauxmetry list s", ["signals", "schedules", "sinks"]],
    ["fauxmetry describe wal", ["walk"]],
    ["fauxmetry completion ", ["bash", "zsh", "fish"]],
  ];
  test.each(cases)("bash offers for `%s`: %j", async (line, expected) => {
    expect(await offers(line)).toEqual(expected);
  });

  test.each(["bash", "zsh", "fish"])("%s knows every command and option", async (name) => {
    const { code, stdout } = await inside(["completion", name]);
    expect(code).toBe(0);
    for (const command of program.commands) {
      expect(stdout).toContain(command.name());
      for (const { long } of command.options)
        expect(stdout).toContain(name === "fish" ? `-l ${long!.slice(2)} ` : long);
    }
  });

  test("another shell is a mistake", async () => {
    expect(await inside(["completion", "tcsh"])).toMatchObject({
      code: 2,
      stderr: "error: unknown shell tcsh; there are bash, zsh, fish\n",
    });
  });
});
