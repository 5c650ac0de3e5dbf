import { absence } from "./absence.ts";
import { drop } from "./drop.ts";
import { rate } from "./rate.ts";
import { seasonal } from "./seasonal.ts";
import { threshold } from "./threshold.ts";
import { zScore } from "./z-score.ts";

/** Every condition by the name that rules call it. */
export const conditions = { drop, threshold, absence, rate, "z-score": zScore, seasonal };
