"""Collects the segment statistics of a fleet every minute, with `fauxmetry collect`. Works on Airflow 2 and 3.

Environment:
  SEGMENT_STATS_API_URL         the segment API; http://127.0.0.1:8000/segment-stats unless set
  SEGMENT_STATS_SIM_MINUTES     simulated minutes that each run goes on; unset: the end of the run's data interval
  SEGMENT_STATS_SIM_STATE_FILE  the file that holds simulated time; data_collection/simulation_clock.txt unless set
  SEGMENT_STATS_DIR             the folder that data_collection/ is in; the worker's own unless set
  FAUXMETRY                     the command; fauxmetry unless set
"""

import os
from datetime import datetime, timezone

try:
    from airflow.sdk import DAG
except ImportError:
    from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator

COLLECT = r"""
set -- --api-url "${SEGMENT_STATS_API_URL:-http://127.0.0.1:8000/segment-stats}"
if [ -n "${SEGMENT_STATS_SIM_MINUTES:-}" ]; then
  set -- "$@" --simulate-minutes "$SEGMENT_STATS_SIM_MINUTES"
  set -- "$@" --simulation-state-file "${SEGMENT_STATS_SIM_STATE_FILE:-data_collection/simulation_clock.txt}"
else
  set -- "$@" --current-time "{{ (data_interval_end or logical_date).in_timezone('UTC').strftime('%Y-%m-%d %H:%M:%S') }}"
fi
exec ${FAUXMETRY:-fauxmetry} collect "$@"
"""

with DAG(
    dag_id="segment_stats_ingestion",
    description="Segment statistics of a fleet, as JSON, CSV and in SQLite",
    schedule="* * * * *",
    start_date=datetime(2025, 11, 16, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 0},
    tags=["fauxmetry"],
) as dag:
    BashOperator(
        task_id="collect",
        bash_command=COLLECT,
        cwd=os.environ.get("SEGMENT_STATS_DIR") or os.getcwd(),
        append_env=True,
    )
