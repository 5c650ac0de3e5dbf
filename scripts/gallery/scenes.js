/**
 * What the pictures show, where a definition's own example in the usual surroundings would show little. A definition that
 * is not named here is drawn with its example as it stands. Of a scene:
 *
 * - start, over, every: begin and length of the window, and the interval; zone: of local time
 * - options: in the place of the example
 * - unit, decimals: of the values
 * - base: the chain before the signal, or which an anomaly or fault changes, drawn beneath
 * - metrics: others that it reads, by name; correlations: between them; beneath: the one of them to draw beneath
 * - spread: values as points, with their distribution
 * - at, length: when an anomaly or fault happens
 */

/** What a shaper works on: a wave that leaves 0 to 100 at both ends, with a little noise. */
export const WAVE = [
  { constant: { value: 50 } },
  { sine: { period: "3h", amplitude: 65 } },
  { ou: { sd: 4, tau: "5m" } },
];

/** Load that rises and falls every day, of a busy week. */
const load = [{ daily: { low: 20, high: 80 } }, { ou: { sd: 3, tau: "1h" } }];
const reading = { reading: { decimals: 6, signals: [{ difference: { of: "register" } }] } };
const home = { register: { decimals: 6, signals: [{ household: {} }] }, ...reading };
const homePower = { ...home, power: { signals: [{ "supply-power": { energy: "reading" } }] } };
const supply = {
  voltage: { signals: [{ constant: { value: 230 } }, { ou: { sd: 2, tau: "10m" } }] },
  current: { signals: [{ constant: { value: 4 } }, { square: { period: "2h", amplitude: 3, duty: 0.3 } }] },
};
const counting = { unit: "kWh", decimals: 1, base: [{ counter: { perDay: 1200, sd: 150 } }] };
const values = { spread: true };

const disturbed = { over: "3d", every: "15m", unit: "kW", base: load, at: "2024-01-02T08:00", length: "12h" };

/** What each kind is shown in. */
export const USUAL = {
  signals: { over: "6h", every: "1m" },
  schedules: { over: "14d", every: "1h" },
  anomalies: disturbed,
  faults: disturbed,
};

export const SCENES = {
  signals: {
    constant: { options: { value: 40 } },
    normal: values,
    uniform: values,
    exponential: values,
    gamma: values,
    beta: values,
    lognormal: values,
    weibull: values,
    laplace: values,
    "student-t": values,
    pareto: { options: { min: 64, shape: 3 }, spread: true },
    poisson: values,
    binomial: values,
    bernoulli: { options: { probability: 0.1 }, spread: true },
    zipf: { options: { count: 20, exponent: 1.1 }, spread: true },
    chirp: { over: "2h", every: "20s" },
    mls: { over: "127m", every: "30s" },
    jumps: { over: "90d", every: "6h" },
    trend: { over: "90d", every: "6h" },
    daily: { over: "2d", every: "10m" },
    weekly: { over: "21d", every: "1h" },
    counter: { over: "4d", every: "15m", unit: "kWh" },
    ou: { over: "1d", every: "5m" },
    ecg: { over: "5s", every: "10ms", unit: "mV" },
    arrivals: { over: "7d", every: "30m", spread: true },
    "business-hours": { over: "14d", every: "1h" },
    changepoints: { over: "120d", every: "12h" },
    correlated: {
      metrics: { humidity: { signals: [{ correlated: { group: "weather", sd: 3 } }] } },
      beneath: "humidity",
      correlations: { weather: { tau: "1h", between: { shown: { humidity: -0.8 } } } },
    },
    follow: { metrics: { weather: { signals: WAVE } }, beneath: "weather" },
    formula: { unit: "kW", metrics: supply },
    growth: { options: { start: 100, by: 0.5, per: "365d" }, over: "1460d", every: "5d" },
    holidays: { start: "2024-12-23", over: "7d", every: "30m", base: load },
    logistic: { over: "365d", every: "1d" },
    "moving-average": { metrics: { load: { signals: [...WAVE, { normal: { sd: 12 } }] } }, beneath: "load" },
    product: { unit: "W", metrics: supply },
    "random-trend": { over: "365d", every: "1d" },
    ratio: {
      metrics: {
        requests: { signals: [{ constant: { value: 90 } }, { sine: { period: "3h", amplitude: 50 } }] },
        errors: { signals: [{ constant: { value: 2 } }, { ou: { sd: 0.3, tau: "20m" } }] },
      },
    },
    regime: { over: "1d", every: "5m" },
    replay: { over: "2d", every: "10m" },
    sum: {
      metrics: {
        lighting: { signals: [{ square: { period: "2h", amplitude: 20, duty: 0.4 } }, { constant: { value: 20 } }] },
        heating: { signals: WAVE },
      },
      beneath: "heating",
    },
    yearly: { over: "730d", every: "2d" },
    household: { over: "3d", every: "15m", unit: "kWh" },
    round: { options: { step: 25 } },
    scale: { options: { by: 0.5, offset: 32 } },
    difference: { over: "3d", every: "15m", unit: "kWh", metrics: home },
    lag: { options: { of: "load", ticks: 20 }, metrics: { load: { signals: WAVE } }, beneath: "load" },
    "supply-power": { over: "1d", every: "5m", unit: "W", metrics: home },
    "supply-voltage": { over: "1d", every: "5m", unit: "V", metrics: homePower },
    "supply-current": {
      over: "1d",
      every: "5m",
      unit: "A",
      metrics: { ...homePower, voltage: { signals: [{ "supply-voltage": { power: "power" } }] } },
    },
    integral: {
      over: "4d",
      every: "15m",
      unit: "kWh",
      decimals: 1,
      metrics: { power: { unit: "kW", signals: load } },
      beneath: "power",
    },
    "server-power": {
      over: "3d",
      every: "15m",
      unit: "W",
      metrics: { utilization: { unit: "%", signals: [...load, { clamp: { min: 0, max: 100 } }] } },
      beneath: "utilization",
    },
  },
  schedules: {
    once: { start: "2024-03-01", over: "1d" },
    list: { start: "2024-02-26", over: "84d" },
    periodic: { over: "7d" },
    random: { over: "90d" },
    clustered: { over: "3d", options: { rate: "1/1d", count: [3, 8], within: "4h", length: ["5m", "20m"] } },
    quota: { over: "3d" },
    cron: { over: "28d" },
    during: { over: "7d" },
  },
  anomalies: {
    amplitude: { length: "24h" },
    "broken-correlation": { base: [{ constant: { value: 50 } }, { ou: { sd: 12, tau: "12h" } }] },
    "global-extremum": { length: "15m" },
    "local-extremum": { at: "2024-01-02T04:00", length: "15m" },
    pattern: { options: { shape: "square", period: "3h" } },
    spike: { length: "1h" },
    stretched: { length: "24h" },
  },
  faults: {
    "battery-death": { options: { failing: "1d" }, at: "2024-01-01T12:00", length: "36h" },
    "counter-reset": counting,
    "counter-wrap": { ...counting, options: { at: 1000 }, at: "2024-01-01", length: "3d" },
    drift: { options: { perDay: { sigmas: 2 } }, at: "2024-01-01T12:00", length: "36h" },
    "error-code": { options: { value: 255 } },
    gain: { options: { factor: 1.25 } },
    saturation: { options: { max: 60 }, length: "24h" },
    "summer-time": { over: "366d", every: "1d", zone: "Europe/Berlin", at: "2024-01-01", length: "366d" },
    "unit-slip": { options: { factor: 3.6 } },
  },
};
