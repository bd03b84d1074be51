"""dlc's docs/models/dqn.cpp in PyTorch: deep Q-learning with a replay memory, a target network, double Q-learning and an exploration that fades.

    dqn.py cartpole|catch STEPS [--seed N]

Prints one JSON object: the mean return of 100 new episodes by the best state there was, and the seconds that the CPU spent before the steps and
in them. One thread."""
import argparse
import copy
import json
import random
import statistics
import time

import numpy
import torch
from torch import nn

from common import he_uniform
from environments import ENVIRONMENTS

MEMORY, BATCH, FIRST, COPY_EVERY, DISCOUNT, RATE = 20000, 64, 500, 250, 0.99, 1e-3


def last(layer):
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def network_of(name):
    if name == "cartpole":
        return nn.Sequential(he_uniform(nn.Linear(4, 128)), nn.ReLU(), he_uniform(nn.Linear(128, 128)), nn.ReLU(), last(nn.Linear(128, 2)))
    return nn.Sequential(he_uniform(nn.Conv2d(1, 16, 3, padding=1)), nn.ReLU(), he_uniform(nn.Conv2d(16, 16, 3, stride=2, padding=1)), nn.ReLU(),
                         nn.Flatten(), he_uniform(nn.Linear(400, 64)), nn.ReLU(), last(nn.Linear(64, 3)))


class Memory:
    """The last steps, one row each."""

    def __init__(self, shape):
        self.states, self.next = (torch.zeros(MEMORY, *shape) for _ in range(2))
        self.actions = torch.zeros(MEMORY, dtype=torch.int64)
        self.rewards, self.ended = (torch.zeros(MEMORY) for _ in range(2))
        self.size = self.place = 0

    def add(self, state, action, reward, ended, following):
        at = self.place
        self.states[at], self.next[at] = torch.from_numpy(state), torch.from_numpy(following)
        self.actions[at], self.rewards[at], self.ended[at] = action, reward, ended
        self.place, self.size = (at + 1) % MEMORY, min(self.size + 1, MEMORY)

    def draw(self):
        chosen = torch.randint(self.size, (BATCH,))
        return (rows[chosen] for rows in (self.states, self.actions, self.rewards, self.ended, self.next))


@torch.no_grad()
def best_action(network, state):
    return int(network(torch.from_numpy(state).unsqueeze(0)).argmax())


def mean_return(network, environment, episodes, draws):
    """Without exploration."""
    returns = []
    for _ in range(episodes):
        environment.reset(draws)
        total, is_over = 0.0, False
        while not is_over:
            reward, ended, truncated = environment.step(best_action(network, environment.observation()))
            total, is_over = total + reward, ended or truncated
        returns.append(total)
    return statistics.mean(returns)


def learn(network, target, optimizer, memory, rate):
    states, actions, rewards, ended, following = memory.draw()
    with torch.no_grad():
        worth = target(following).gather(1, network(following).argmax(1, keepdim=True)).squeeze(1)
        goal = rewards + DISCOUNT * worth * (1 - ended)
    value = network(states).gather(1, actions.unsqueeze(1)).squeeze(1)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    nn.functional.huber_loss(value, goal).backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10)
    optimizer.step()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", choices=ENVIRONMENTS)
    parser.add_argument("steps", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    draws, steps = random.Random(options.seed), options.steps
    environment, trial = (ENVIRONMENTS[options.environment]() for _ in range(2))  # a trial must not disturb an episode
    network = network_of(options.environment)
    target, best, best_return = copy.deepcopy(network), copy.deepcopy(network), -numpy.inf
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE, fused=True)
    memory = Memory(environment.shape)
    start, is_over = time.process_time(), True
    for step in range(1, steps + 1):
        if is_over:
            environment.reset(draws)
            state = environment.observation()
        explores = max(0.02, 1 - 10 * step / steps)
        action = draws.randrange(environment.actions) if draws.random() < explores else best_action(network, state)
        reward, ended, truncated = environment.step(action)
        following = environment.observation()
        memory.add(state, action, reward, ended, following)
        state, is_over = following, ended or truncated
        if memory.size >= FIRST:
            learn(network, target, optimizer, memory, RATE * (1 - step / steps))
            if step % COPY_EVERY == 0:
                target.load_state_dict(network.state_dict())
        if step % max(steps // 20, 1) == 0:
            now = mean_return(network, trial, 20, random.Random(7))
            if now >= best_return:
                best, best_return = copy.deepcopy(network), now
    epochs = time.process_time() - start
    quality = mean_return(best, trial, 100, random.Random(1000 + options.seed))
    print(json.dumps({"quality": quality, "start": start, "epochs": epochs}))


if __name__ == "__main__":
    main()
