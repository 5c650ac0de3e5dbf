/**
 * Arithmetic formulas of named values: numbers, names, `+ - * /`, comparisons, parentheses and functions. A formula is
 * parsed by recursive descent into a tree of functions; nothing of it is ever run as JavaScript.
 */
import { exp, log } from "./numeric.ts";
import { suggest } from "./suggest.ts";

/** The value at row i of the columns named by `Formula.names`, in their order. */
export type Evaluate = (columns: readonly ArrayLike<number>[], i: number) => number;

export interface Formula {
  /** The names it reads, each once, in order of appearance. */
  readonly names: readonly string[];
  readonly evaluate: Evaluate;
}

/** A text that is no formula; `column` counts from 1. */
export class FormulaError extends Error {
  readonly column: number;
  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

export const LONGEST_FORMULA = 2000;
/** Parentheses, functions and signs within one another. */
const DEEPEST = 50;

type Binary = (a: number, b: number) => number;
const OPERATORS: readonly Readonly<Record<string, Binary>>[] = [
  {
    "<": (a, b) => (a < b ? 1 : 0),
    "<=": (a, b) => (a <= b ? 1 : 0),
    ">": (a, b) => (a > b ? 1 : 0),
    ">=": (a, b) => (a >= b ? 1 : 0),
    "==": (a, b) => (a === b ? 1 : 0),
    "!=": (a, b) => (a !== b ? 1 : 0),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];

interface Callable {
  least: number;
  most: number;
  make(args: readonly Evaluate[]): Evaluate;
}

const one = (f: (x: number) => number): Callable => ({
  least: 1,
  most: 1,
  make:
    ([x]) =>
    (columns, i) =>
      f(x(columns, i)),
});
const many = (f: Binary): Callable => ({
  least: 2,
  most: 100,
  make: (args) => args.reduce((a, b) => (columns, i) => f(a(columns, i), b(columns, i))),
});

const FUNCTIONS = new Map<string, Callable>([
  ["min", many(Math.min)],
  ["max", many(Math.max)],
  ["abs", one(Math.abs)],
  ["floor", one(Math.floor)],
  ["sqrt", one(Math.sqrt)],
  ["exp", one(exp)],
  ["log", one(log)],
  [
    "if",
    {
      least: 3,
      most: 3,
      make:
        ([test, yes, no]) =>
        (columns, i) =>
          test(columns, i) !== 0 ? yes(columns, i) : no(columns, i),
    },
  ],
]);

interface Token {
  kind: "number" | "name" | "symbol" | "end";
  text: string;
  column: number;
}

const TOKEN =
  /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|`([^`]+)`|(<=|>=|==|!=|[-+*/(),<>]))/y;

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const body = text.trimEnd();
  TOKEN.lastIndex = 0;
  for (let at = 0; at < body.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(body);
    if (!match) {
      const column = at + body.slice(at).search(/\S/) + 1;
      throw new FormulaError(column, `found ${JSON.stringify(body[column - 1])}, which formulas do not have`);
    }
    const [all, number, name, quoted, symbol] = match;
    const found = number ?? name ?? quoted ?? symbol;
    const kind = number !== undefined ? "number" : symbol !== undefined ? "symbol" : "name";
    const column = at + all.length - (quoted === undefined ? found.length : found.length + 2) + 1;
    tokens.push({ kind, text: found, column });
  }
  return [...tokens, { kind: "end", text: "the end", column: body.length + 1 }];
}

/** Parses a formula. Throws FormulaError, and nothing else, for a text that is none. */
export function parseFormula(text: string): Formula {
  if (text.length > LONGEST_FORMULA)
    throw new FormulaError(LONGEST_FORMULA + 1, `longer than ${LONGEST_FORMULA} characters`);
  const tokens = tokenise(text);
  const names: string[] = [];
  let next = 0;
  let depth = 0;

  const expected = (what: string): never => {
    const { kind, text: found, column } = tokens[next];
    throw new FormulaError(column, `expected ${what}, found ${kind === "end" ? found : `\`${found}\``}`);
  };
  const accept = (symbol: string): boolean => {
    const found = tokens[next].kind === "symbol" && tokens[next].text === symbol;
    if (found) next++;
    return found;
  };
  const within = <T>(parse: () => T): T => {
    if (++depth > DEEPEST) throw new FormulaError(tokens[next].column, `more than ${DEEPEST} levels deep`);
    const result = parse();
    depth--;
    return result;
  };
  const operation = (level: number): Evaluate => {
    if (level === OPERATORS.length) return within(operand);
    let left = operation(level + 1);
    for (;;) {
      const { kind, text: symbol } = tokens[next];
      if (kind !== "symbol" || !Object.hasOwn(OPERATORS[level], symbol)) return left;
      next++;
      left = combine(OPERATORS[level][symbol], left, operation(level + 1));
    }
  };
  const operand = (): Evaluate => {
    if (accept("-")) {
      const x = within(operand);
      return (columns, i) => -x(columns, i);
    }
    if (accept("(")) {
      const inner = operation(0);
      if (!accept(")")) expected("an operator or `)`");
      return inner;
    }
    const { kind, text: word } = tokens[next];
    if (kind === "number") {
      const value = Number(word);
      if (!Number.isFinite(value)) expected("a smaller number");
      next++;
      return () => value;
    }
    if (kind !== "name") return expected("a number, a metric or `(`");
    next++;
    return accept("(") ? call(word, tokens[next - 2].column) : read(word);
  };
  const read = (name: string): Evaluate => {
    if (!names.includes(name)) names.push(name);
    const index = names.indexOf(name);
    return (columns, i) => columns[index][i];
  };
  const call = (name: string, column: number): Evaluate => {
    const args: Evaluate[] = [];
    do args.push(operation(0));
    while (accept(","));
    if (!accept(")")) expected("an operator, `,` or `)`");
    const known = FUNCTIONS.get(name);
    if (!known) throw new FormulaError(column, unknownFunction(name));
    const { least, most } = known;
    if (args.length >= least && args.length <= most) return known.make(args);
    const count = least === most ? `${least}` : `${least} to ${most}`;
    throw new FormulaError(column, `\`${name}\` takes ${count} value${most === 1 ? "" : "s"}, found ${args.length}`);
  };

  const evaluate = operation(0);
  if (tokens[next].kind !== "end") expected("an operator or the end");
  return { names, evaluate };
}

function combine(f: Binary, a: Evaluate, b: Evaluate): Evaluate {
  return (columns, i) => f(a(columns, i), b(columns, i));
}

function unknownFunction(name: string): string {
  const known = [...FUNCTIONS.keys()];
  const meant = suggest(name, known);
  return `there is no function \`${name}\`; known: ${known.join(", ")}${meant ? ` (did you mean ${meant}?)` : ""}`;
}
