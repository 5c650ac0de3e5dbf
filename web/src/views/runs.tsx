import { Alerts } from "../runs/alerts.tsx";
import { RunList } from "../runs/run-list.tsx";

/** What the server stores, and what monitors have found in what is stored. */
export function Runs() {
  return (
    <div class="stage">
      <RunList />
      <Alerts />
    </div>
  );
}
