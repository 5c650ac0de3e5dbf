import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { cos2pi, sin2pi, TENS } from "../numeric.ts";
import { type Key, uniform } from "../random.ts";
import { defineTags, type TagScope } from "./definition.ts";
import { decimals } from "./number.ts";
import { firstAccepted, isRare } from "./rejection.ts";

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
/** Mean radius of the earth, IUGG. */
const RADIUS_KM = 6371.0088;

interface Place {
  latitude: number;
  longitude: number;
}

/** What lies between two parallels and two meridians, `width` degrees apart, and of that what is accepted. */
interface Region {
  south: number;
  north: number;
  west: number;
  width: number;
  holds(place: Place): boolean;
}

const box = z.strictObject({ south: latitude, west: longitude, north: latitude, east: longitude });
const circle = z.strictObject({ latitude, longitude, km: z.number().positive().max(5000) });
const polygon = z
  .array(z.tuple([latitude, longitude]))
  .min(3)
  .max(10_000);

/** Places on the earth inside a region, each square kilometre alike: the tags NAME.latitude and NAME.longitude. */
export const coordinates = defineTags({
  type: "coordinates",
  options: z.strictObject({
    coordinates: z.union([z.strictObject({ box }), z.strictObject({ circle }), z.strictObject({ polygon })]).meta({
      description:
        "box: between two parallels and two meridians, across the 180th where west is above east; circle: a middle and a radius; polygon: [latitude, longitude] of its corners. Makes the tags NAME.latitude and NAME.longitude.",
      examples: [
        { circle: { latitude: 52.52, longitude: 13.405, km: 25 } },
        { box: { south: 46, west: 6, north: 47.5, east: 10 } },
      ],
    }),
    decimals: decimals.default(5),
  }),
  create({ coordinates: options, decimals }, scope) {
    if ("box" in options && options.box.south > options.box.north)
      return void scope.fail(["coordinates", "box"], "expected south below north");
    const region =
      "box" in options
        ? boxOf(options.box)
        : "circle" in options
          ? circleOf(options.circle)
          : polygonOf(options.polygon);
    if (isRare(drawer(region), region.holds))
      return void scope.fail(["coordinates"], "it fills less than a hundredth of the box around it: give smaller ones");
    return tagsOf(scope, region, decimals);
  },
});

function tagsOf(scope: TagScope, region: Region, decimals: number): Tag[] {
  const draw = drawer(region);
  const scale = TENS[decimals];
  let last = -1;
  let place: Place = { latitude: 0, longitude: 0 };
  const of = (name: keyof Place): Tag => ({
    name: `${scope.name}.${name}`,
    type: "fixed",
    decimals,
    unit: "°",
    at: (entity) => {
      if (entity !== last) place = firstAccepted(scope.draw(entity), draw, region.holds);
      last = entity;
      return Math.floor(place[name] * scale + 0.5) / scale;
    },
  });
  return [of("latitude"), of("longitude")];
}

/** Each area alike: parallels are shorter the nearer to a pole. */
function drawer({ south, north, west, width }: Region): (key: Key) => Place {
  const widest = south <= 0 && north >= 0 ? 1 : Math.max(cos2pi(south / 360), cos2pi(north / 360));
  const parallel = (key: Key) => {
    // a position of its own per attempt; of 64 attempts all fail in one of 10^27 draws
    for (let n = 1; n < 128; n += 2) {
      const found = south + (north - south) * uniform(key, n);
      if (uniform(key, n + 1) * widest <= cos2pi(found / 360)) return found;
    }
    return south;
  };
  return (key) => {
    const turned = west + width * uniform(key, 0);
    return { latitude: parallel(key), longitude: turned >= 180 ? turned - 360 : turned < -180 ? turned + 360 : turned };
  };
}

function boxOf({ south, west, north, east }: z.output<typeof box>): Region {
  return { south, north, west, width: east - west + (west > east ? 360 : 0), holds: () => true };
}

function circleOf({ latitude, longitude, km }: z.output<typeof circle>): Region {
  const turns = km / (RADIUS_KM * 2 * Math.PI);
  const reach = 360 * turns;
  const edge = Math.abs(latitude) + reach;
  const side = edge < 89 ? Math.min(180, reach / cos2pi(edge / 360)) : 180;
  const [sine, cosine, least] = [sin2pi(latitude / 360), cos2pi(latitude / 360), cos2pi(turns)];
  return {
    south: Math.max(-90, latitude - reach),
    north: Math.min(90, latitude + reach),
    west: longitude - side,
    width: 2 * side,
    holds: (p) =>
      sine * sin2pi(p.latitude / 360) + cosine * cos2pi(p.latitude / 360) * cos2pi((p.longitude - longitude) / 360) >=
      least,
  };
}

function polygonOf(corners: z.output<typeof polygon>): Region {
  const latitudes = corners.map(([latitude]) => latitude);
  const longitudes = corners.map(([, longitude]) => longitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  return {
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west,
    width: east - west,
    // a ray to the east crosses the edges an odd number of times
    holds: ({ latitude, longitude }) =>
      corners.reduce((inside, [y1, x1], i) => {
        const [y2, x2] = corners[(i + 1) % corners.length];
        const crosses = y1 > latitude !== y2 > latitude && longitude < x1 + ((latitude - y1) / (y2 - y1)) * (x2 - x1);
        return crosses ? !inside : inside;
      }, false),
  };
}
