#!/usr/bin/env python3
"""Writes cartpole.txt: trajectories of Gymnasium's CartPole-v1, against which dlc's is tested.

A line is a step: the number of the episode, the action, the four numbers of the state behind it in hexadecimal, and whether the
episode is terminated. An episode begins with a line without an action. Needs `gymnasium`; the table is committed.
"""
import random
from pathlib import Path

import gymnasium

environment = gymnasium.make("CartPole-v1").unwrapped
draws = random.Random(1)
lines = [f"# Gymnasium {gymnasium.__version__}, CartPole-v1; written by cartpole.py"]
for episode in range(6):
    environment.reset(seed=episode)
    start = [draws.uniform(-0.05, 0.05) for _ in range(4)] if episode < 4 else [2.39, 1.5, -0.2, 1.0 if episode == 4 else -1.0]
    environment.state = tuple(start)
    lines.append(" ".join([str(episode), "-", *(number.hex() for number in start), "0"]))
    for step in range(60):
        # Now and then towards where the pole falls, so that some episodes last.
        action = int(environment.state[2] > 0) if draws.random() < 0.7 and episode % 2 else draws.randrange(2)
        terminated = environment.step(action)[2]
        lines.append(" ".join([str(episode), str(action), *(float(number).hex() for number in environment.state), str(int(terminated))]))
        if terminated:
            break
Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
