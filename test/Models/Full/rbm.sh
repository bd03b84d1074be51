dlc new rbm -o rbm.mlir
dlc train rbm.mlir --threads 1 --data fashion-mnist --batch 100 --epochs 30 --lr 0.05 --schedule cosine --seed 1 -o rbm.dlm >log
dlc eval rbm.dlm --threads 1 --data fashion-mnist:test --json >eval.json
dlc run rbm.dlm --threads 1 --entry partition --json >partition.json
dlc run rbm.dlm --threads 1 --entry check_partition --json >check.json
at_most "|annealed - exact| log Z, with 12 hidden units" \
  "$(awk -v a="$(value check.json annealed)" -v b="$(value check.json exact)" 'BEGIN { d = a - b; print d < 0 ? -d : d }')" 0.3
at_most "deviation of the log weights of annealed importance sampling" "$(value partition.json spread)" 4
at_least "log-likelihood of a test image, in nats" \
  "$(awk -v f="$(metric eval.json loss)" -v z="$(value partition.json log_z)" 'BEGIN { print -f - z }')" -130
at_most "reconstruction error of a test image, in nats" "$(metric eval.json reconstruction_error)" 95
