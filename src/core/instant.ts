import { z } from "zod";

export const instant = z.string().meta({ description: "An instant.", examples: ["2024-01-01", "2024-01-01T06:00:00Z", "now-7d"] });
