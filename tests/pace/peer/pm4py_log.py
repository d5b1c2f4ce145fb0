"""What PM4Py takes for one log: run by the interpreter that has it; prints JSON."""

from __future__ import annotations

import json
import sys
import warnings
from time import perf_counter, process_time


def main() -> None:
    """Load, durations, variants, directly-follows, replay; seconds on the wall and of CPU."""
    warnings.filterwarnings("ignore")
    import pandas as pd
    import pm4py
    from pm4py.statistics.traces.generic.pandas import case_statistics

    path, told = sys.argv[1], {}
    rest = {"show_progress_bar": False}

    def timed(name, act):
        begin, worked = perf_counter(), process_time()
        found = act()
        told[name] = [round(perf_counter() - begin, 3), round(process_time() - worked, 3)]
        return found

    if ".xes" in path:
        timed("load", lambda: pm4py.read_xes(path, **rest))
        print(json.dumps(told))
        return
    frame = timed("load", lambda: pm4py.format_dataframe(pd.read_csv(path)))
    timed("durations", lambda: case_statistics.get_all_case_durations(frame))
    timed("variants", lambda: pm4py.get_variants(frame))
    timed("follows", lambda: pm4py.discover_dfg(frame))
    if "--replay" in sys.argv:
        few = frame[frame["case:concept:name"].str.startswith("r0-")]
        net = pm4py.discover_petri_net_inductive(few, noise_threshold=0.2)
        timed("replay", lambda: pm4py.conformance_diagnostics_token_based_replay(frame, *net))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
