"""dlc's environments for deep Q-learning (lib/Environments) in Python. A step gives the reward, whether the task ended, and whether only its time did."""
import math

import numpy


class CartPole:
    """The classic equations, by explicit Euler: A. G. Barto, R. S. Sutton and C. W. Anderson, 1983."""

    shape, actions, most_steps = (4,), 2, 500

    def reset(self, random):
        self.state, self.steps = [random.uniform(-0.05, 0.05) for _ in range(4)], 0

    def step(self, action):
        position, velocity, angle, angular = self.state
        cosine, sine = math.cos(angle), math.sin(angle)
        shared = ((10 if action == 1 else -10) + 0.05 * angular * angular * sine) / 1.1
        angular_acceleration = (9.8 * sine - cosine * shared) / (0.5 * (4 / 3 - 0.1 * cosine * cosine / 1.1))
        acceleration = shared - 0.05 * angular_acceleration * cosine / 1.1
        self.state = [position + 0.02 * velocity, velocity + 0.02 * acceleration, angle + 0.02 * angular,
                      angular + 0.02 * angular_acceleration]
        self.steps += 1
        has_failed = abs(self.state[0]) > 2.4 or abs(self.state[2]) > math.radians(12)
        return 1.0, has_failed, self.steps >= self.most_steps and not has_failed

    def observation(self):
        return numpy.array(self.state, numpy.float32)


class Catch:
    """A ball that falls from the top row, and a paddle of three pixels in the bottom row."""

    side = 10
    shape, actions = (1, side, side), 3

    def reset(self, random):
        self.row, self.column, self.paddle = 0, random.randrange(self.side), 1 + random.randrange(self.side - 2)

    def step(self, action):
        self.paddle = min(max(self.paddle + action - 1, 1), self.side - 2)
        self.row += 1
        is_down = self.row == self.side - 1
        return (1.0 if abs(self.column - self.paddle) <= 1 else -1.0) if is_down else 0.0, is_down, False

    def observation(self):
        image = numpy.zeros(self.shape, numpy.float32)
        image[0, -1, self.paddle - 1: self.paddle + 2] = 0.5
        image[0, self.row, self.column] = 1
        return image


ENVIRONMENTS = {"cartpole": CartPole, "catch": Catch}
