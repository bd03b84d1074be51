"""dlc's rows_rnn, rows_lstm and rows_gru in PyTorch: recurrent networks that read an image row by row."""
from torch import nn

from common import Classifier, he_uniform, main


def network(kind, units):
    class Rows(Classifier):
        def __init__(self):
            super().__init__()
            # Weights and biases are uniform in ±1 / √units, which is what PyTorch does by itself.
            self.rows, self.fc = kind(28, units, batch_first=True), he_uniform(nn.Linear(units, 10))
            if kind is nn.RNN:  # its largest eigenvalue is about 1
                nn.init.xavier_uniform_(self.rows.weight_hh_l0)

        def forward(self, images):
            return self.fc(self.rows(images.squeeze(1))[0][:, -1])

    return Rows


if __name__ == "__main__":
    main({"rows_rnn": network(nn.RNN, 256), "rows_lstm": network(nn.LSTM, 128), "rows_gru": network(nn.GRU, 128)})
