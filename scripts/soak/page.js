const row = (cells) => `| ${cells.join(" | ")} |`;
const whole = (number) => Math.round(number).toLocaleString("en");

/** docs/soak.md. */
export function pageOf({ kills, tables }) {
  const killed = Object.entries(kills).map(
    ([name, { rounds, backfill, seam, live, rows, missing, double, other, date }]) =>
      row([name, ...[rounds, backfill, seam, live, rows, missing, double, other].map(whole), date]),
  );
  const large = Object.entries(tables).map(([name, { rows, seconds, megabytes, load, date }]) =>
    row([name, ...[rows, seconds, rows / seconds, megabytes, load].map(whole), date]),
  );
  const machines = new Set([...Object.values(kills), ...Object.values(tables)].map(({ machine }) => machine));
  return `# Soak

Written by \`npm run soak\`, on ${[...machines].join("; ")}. What it finds of a store takes the place of what it found before.

## Killed again and again

\`live\` is ended by SIGKILL at a random moment, again and again: while it fills a history of five minutes at four ticks a
second, then within 0.3 s of the first live row or later. Every five rounds the table is held against what \`run\` makes of the
same scenario at once, row by row, and begins anew. Before that, PostgreSQL is stopped for four seconds and started again
while \`live\` writes, and the server that speaks MongoDB's protocol is frozen as long. "Rows" are those that were compared.

| store | rounds | in history | at the seam | live | rows | missing | double | other values | |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${killed.join("\n")}

## A large table

100,000 entities for a day, every 15 minutes, by \`live --once\` into an empty table, whose rows are counted by the store itself;
the memory is the peak of the writing process. The load is how many programs wanted the machine's cores: times mean something
only where that is little more than 2. FerretDB over SQLite stands for MongoDB.

| store | rows | seconds | rows/s | MB | load | |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
${large.join("\n")}
`;
}
