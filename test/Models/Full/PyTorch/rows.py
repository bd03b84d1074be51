"""dlc's rows_rnn, rows_lstm and rows_gru in PyTorch: recurrent networks of 128 units that read an image row by row."""
from torch import nn

from common import Classifier, he_uniform, main


def network(kind):
    class Rows(Classifier):
        def __init__(self):
            super().__init__()
            # Weights and biases are uniform in ±1 / √128, which is what PyTorch does by itself.
            self.rows, self.fc = kind(28, 128, batch_first=True), he_uniform(nn.Linear(128, 10))
            if kind is nn.RNN:  # its largest eigenvalue is about 1
                nn.init.xavier_uniform_(self.rows.weight_hh_l0)

        def forward(self, images):
            return self.fc(self.rows(images.squeeze(1))[0][:, -1])

    return Rows


if __name__ == "__main__":
    main({"rows_rnn": network(nn.RNN), "rows_lstm": network(nn.LSTM), "rows_gru": network(nn.GRU)})
