/**
 * What servers are used for, in % of their cores: the mean and how far a server's own lies from it at most, how much it
 * follows the working day, how it wanders within hours and from reading to reading, and at what load jobs run. After hosts
 * of the Numenta anomaly benchmark (Amazon CloudWatch, MIT) and, for how common each is, means published of Azure,
 * Alibaba and Kubernetes fleets: docs/power.md.
 */
export const roles = [
  { role: "web", level: 22, spread: 10, rhythm: 7, wander: 2.5, noise: 1.2, job: 0, share: 30 },
  { role: "database", level: 14, spread: 4, rhythm: 5.4, wander: 2.1, noise: 0.6, job: 0, share: 22 },
  { role: "steady", level: 43, spread: 7, rhythm: 2.6, wander: 1.2, noise: 3, job: 0, share: 14 },
  { role: "batch", level: 0.5, spread: 0.4, rhythm: 0, wander: 0, noise: 0.05, job: 98, share: 14 },
  { role: "spare", level: 0.15, spread: 0.05, rhythm: 0, wander: 0, noise: 0.17, job: 0, share: 16 },
  { role: "saturated", level: 96, spread: 2, rhythm: 0, wander: 16, noise: 1.5, job: 0, share: 4 },
];
