# likelihood NAME SEED: that of a test image, in nats.
likelihood() {
  dlc run "$1-$2.dlm" --threads "$threads" --entry partition --json >"$1-$2-partition.json"
  calculate '-a - b' "$(metric "$1-$2.json" loss)" "$(value "$1-$2-partition.json" log_z)"
}
log_z_error() {
  dlc run "rbm-$1.dlm" --threads "$threads" --entry check_partition --json >check.json
  calculate '(a > b ? a - b : b - a)' "$(value check.json annealed)" "$(value check.json exact)"
}
spread() { value "rbm-$1-partition.json" spread; }

# The same learning rate and a third of the epochs: contrastive divergence with 1 and 10 steps, and persistent chains.
for how in cd1 cd10 pcd; do
  plan=()
  [[ $how == cd* ]] && plan=(--plan "contrastive(k=${how#cd})")
  learn rbm --batch 100 --epochs 10 --lr 0.05 --schedule cosine "${plan[@]}"
  for seed in "${seeds[@]}"; do
    for end in dlm json log; do mv rbm-$seed.$end $how-$seed.$end; done
  done
done
cd1="$(mean $(for_seeds likelihood cd1))" cd10="$(for_seeds likelihood cd10)"

learn rbm --batch 100 --epochs 30 --lr 0.05 --schedule cosine
likelihoods="$(for_seeds likelihood rbm)"
at_most "\\|annealed - exact\\| log Z, with 12 hidden units" "$(for_seeds log_z_error)" 0.3
at_most "deviation of the log weights of annealed importance sampling" "$(for_seeds spread)" 4
at_least "log-likelihood of a test image, in nats" "$likelihoods" -130
at_most "reconstruction error of a test image, in nats" "$(metrics rbm reconstruction_error)" 95
at_least "log-likelihood by CD-10, 10 epochs; by CD-1" "$cd10" "$cd1"
at_least "log-likelihood by persistent chains, 10 epochs; by CD-10" "$(for_seeds likelihood pcd)" "$(mean $cd10)"
