import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { monitor } from "../../src/collector/monitor.ts";
import { createMonitoring } from "../../src/collector/monitor-file.ts";
import { openTimeseries } from "../../src/collector/timeseries.ts";
import { folder } from "../cli/harness.ts";
import { quick, quickClock, receiver, rowsOf } from "./support.ts";

/** A mailbox; its first mails are refused with these codes. */
async function mailbox(...refusals: number[]) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        const code = refusals.shift();
        if (code) return done(Object.assign(new Error("not now"), { responseCode: code }));
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails };
}

/** A fleet of whom one falls silent, and a look at it through a channel. */
async function fallen(send: object, environment: Record<string, string> = {}) {
  const cwd = folder();
  const database = join(cwd, "x.db");
  const state = join(cwd, "incidents.db");
  const add = async (minute: number, count: number) => {
    const table = await openTimeseries(database, 1000);
    table.replace({
      ts: `2025-11-16 06:${String(minute).padStart(2, "0")}:00`,
      rows: [{ segment: "Supplier", count, dimensions: [["supplier", "<Motto> & Co"]] }],
    });
    table.close();
  };
  await add(0, 100);
  await add(15, 5);
  const rules = { low: { by: "dim1_value", when: { threshold: { below: 50 } }, severity: "critical" } };
  const monitoring = createMonitoring({ rules, channels: { there: { send } } }, { environment, print: () => {} });
  const warnings: string[] = [];
  const look = (clock = quickClock()) =>
    monitor(
      monitoring,
      { database, state, now: 0 },
      quick({ clock, timeout: 2000, warn: (text) => warnings.push(text) }),
    );
  const sent = () =>
    rowsOf(state, "SELECT attempts, delivered IS NOT NULL AS there, error FROM notifications ORDER BY id");
  return { look, add, sent, warnings };
}

describe("webhook", () => {
  test("posts what happened, signed; the receiver can make the signature again", async () => {
    const there = await receiver();
    const { look, add } = await fallen(
      { webhook: { url: `${there.url}/hook`, secret: { env: "HOOK" } } },
      { HOOK: "s3cret" },
    );
    await look();
    await add(30, 100);
    await look();
    expect(there.requests.map(({ url, body }) => [url, JSON.parse(body).kind])).toEqual([
      ["/hook", "opened"],
      ["/hook", "resolved"],
    ]);
    const [{ headers, body }] = there.requests;
    expect(JSON.parse(body)).toMatchObject({
      rule: "low",
      severity: "critical",
      at: "2025-11-16T06:15:00.000Z",
      affected: [{ names: { dim1_value: "<Motto> & Co" }, value: 5, baseline: 50, opened: "2025-11-16T06:15:00.000Z" }],
      text: "ALERT low: <Motto> & Co is 5, below 50 (2025-11-16 06:15:00 UTC, critical)",
    });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-fauxmetry-signature"]))!;
    expect(createHmac("sha256", "s3cret").update(`${t}.${body}`).digest("hex")).toBe(v1);
    expect(headers["x-fauxmetry-notification"]).toBe(encodeURI(JSON.parse(body).id));
  });

  test("is tried again at once, and what cannot be delivered the next time; nothing is sent twice", async () => {
    const there = await receiver(500, "hang up", 503, 502);
    const { look, sent, warnings } = await fallen({ webhook: { url: there.url } });
    await look();
    expect(there.requests).toEqual([]);
    expect(sent()).toEqual([{ attempts: 1, there: 0, error: expect.stringContaining("503") }]);
    expect(warnings.at(-1)).toMatch(/^channel there: the webhook .* answered 503 .*; kept for the next time$/);
    await look();
    expect(there.requests).toHaveLength(1);
    await look();
    expect(there.requests).toHaveLength(1);
    expect(sent()).toEqual([{ attempts: 2, there: 1, error: null }]);
  });

  test("two monitors at once send one message", async () => {
    const there = await receiver();
    const { look } = await fallen({ webhook: { url: there.url } });
    await Promise.all([look(), look(), look()]);
    expect(there.requests).toHaveLength(1);
  });

  test("what waited for a day is not sent any more", async () => {
    const there = await receiver(400);
    const { look, warnings } = await fallen({ webhook: { url: there.url } });
    await look(quickClock(0));
    await look(quickClock(86_400_000));
    await look(quickClock(86_400_000));
    expect(there.requests).toEqual([]);
    expect(warnings.slice(1)).toEqual([
      expect.stringMatching(/^channel there: could not be delivered for a day.*: ALERT low: /),
    ]);
  });

  test("a secret that is not there is named", () => {
    const rules = { low: { when: { threshold: { below: 50 } } } };
    const channels = { there: { send: { webhook: { url: { env: "HOOK_URL" } } } } };
    expect(() => createMonitoring({ rules, channels }, { environment: {}, print: () => {} })).toThrow(
      "HOOK_URL is not set",
    );
  });
});

describe("Slack", () => {
  test("gets the text, escaped as it wants it, and its URL stays secret", async () => {
    const there = await receiver(429);
    const { look } = await fallen({ slack: { url: `${there.url}/services/T/B/secret` } });
    await look();
    expect(there.requests.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
      [
        "/services/T/B/secret",
        { text: "ALERT low: &lt;Motto&gt; &amp; Co is 5, below 50 (2025-11-16 06:15:00 UTC, critical)" },
      ],
    ]);
    const gone = await receiver(404);
    const failing = await fallen({ slack: { url: `${gone.url}/services/T/B/secret` } });
    await failing.look();
    expect(failing.warnings.join()).toMatch(/^channel there: Slack at 127\.0\.0\.1:\d+ answered 404 Not Found: sorry/);
    expect(failing.warnings.join() + failing.sent()[0].error).not.toContain("secret");
  });
});

describe("e-mail", () => {
  const from = "monitor@example.org";
  const to = ["ops@example.org", "boss@example.org"];

  test("arrives, after a server that was busy, under one id", async () => {
    const box = await mailbox(451);
    const { look } = await fallen({ email: { server: box.url, from, to } });
    await look();
    expect(box.mails).toHaveLength(1);
    expect(box.mails[0]).toMatch(/^Subject: ALERT low: <Motto> & Co is 5, below 50/m);
    expect(box.mails[0]).toMatch(/^To: ops@example\.org, boss@example\.org\r$/m);
    expect(box.mails[0]).toMatch(/^Message-ID: <[0-9a-f]{32}@fauxmetry>/m);
  });

  test("a server that refuses is believed, one that is away is asked again the next time", async () => {
    const box = await mailbox(550);
    const { look, sent } = await fallen({ email: { server: box.url, from, to } });
    await look();
    expect(sent()).toEqual([{ attempts: 1, there: 0, error: expect.stringMatching(/the mail server .* 550 not now/) }]);
    await look();
    expect(box.mails).toHaveLength(1);
    const away = await fallen({ email: { server: "smtp://me:hidden@127.0.0.1:1", from, to } });
    await away.look();
    expect(away.sent()[0].error).toMatch(/ECONNREFUSED/);
    expect(away.warnings.join() + away.sent()[0].error).not.toContain("hidden");
  });
});
