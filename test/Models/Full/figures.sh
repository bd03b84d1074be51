# What full runs are written with: they are sourced by ../full in a folder of their own, with dlc in front of PATH.
missed=0

# at_least WHAT VALUE BAR, at_most WHAT VALUE BAR: a row of the table; a value that misses its bar fails the run in the end.
compare() { # WHAT VALUE SIGN BAR CONDITION
  local note=""
  if ! awk -v a="$2" -v b="$4" "BEGIN { exit !(a == a + 0 && $5) }"; then note=" **missed**" missed=1; fi
  printf '| %s | %s | %s %s%s |\n' "$1" "$2" "$3" "$4" "$note"
}
at_least() { compare "$1" "$2" "≥" "$3" "a >= b"; }
at_most() { compare "$1" "$2" "≤" "$3" "a <= b"; }
exactly() { compare "$1" "$2" "=" "$3" "a == b"; }
finish() { ((missed == 0)); }

# value FILE RESULT [INDEX]: an element, the first by default, of a result in what `dlc run --json` wrote.
value() {
  sed -n "s/.*\"name\":\"$2\".*\"values\":\[\([^]]*\)\].*/\1/p" "$1" | cut -d, -f$((${3:-0} + 1))
}
# value_list FILE RESULT: all of them, with commas.
value_list() { sed -n "s/.*\"name\":\"$2\".*\"values\":\[\([^]]*\)\].*/\1/p" "$1"; }
# mean VALUE…
mean() { printf '%s\n' "$@" | awk '{ s += $1 } END { printf "%.4g\n", s / NR }'; }

# learn NAME DATA OPTIONS… : trains the model of the zoo of that name from the seeds 1, 2 and 3 into NAME-SEED.dlm, and evaluates it on
# DATA:test into NAME-SEED.json; one thread, so that the same numbers come out everywhere.
learn() {
  local name="$1" data="$2" seed
  shift 2
  dlc new "$name" -o "$name.mlir"
  for seed in 1 2 3; do
    dlc train "$name.mlir" --threads 1 --data "$data" --seed $seed "$@" -o "$name-$seed.dlm" >"$name-$seed.log"
    dlc eval "$name-$seed.dlm" --threads 1 --data "$data:test" --json >"$name-$seed.json"
  done
}
# metric FILE NAME: a number of what `dlc eval --json` or a line of `dlc train --json` has.
metric() { sed -n "s/.*\"$2\":\([-0-9.e+]*\).*/\1/p" "$1" | tail -1; }
# mean_metric NAME METRIC: over the three seeds.
mean_metric() { mean "$(metric "$1-1.json" "$2")" "$(metric "$1-2.json" "$2")" "$(metric "$1-3.json" "$2")"; }

# judge: ../judge.dlm, the LeNet of the zoo's `frechet`, which knows the classes of Fashion-MNIST and the features of its training images. All
# models that draw are measured by the same one; the first that needs it trains it.
judge() {
  [[ -e ../judge.dlm ]] && return
  dlc new frechet -o ../judge.mlir
  dlc train ../judge.mlir --threads 1 --data fashion-mnist --epochs 9 --batch 100 --lr 1e-3 --seed 1 -o ../judge.dlm >../judge.log
}
# distance IMAGES.npy [ENTRY]: their Fréchet distance from the training images.
distance() {
  dlc run ../judge.dlm --threads 1 --entry "${2:-distance}" --input "images=$1" --json >distance.json
  value distance.json distance
}
# recognised IMAGES.npy LABELS.npy: the part of them that the judge takes for what they are meant to be.
recognised() {
  dlc eval ../judge.dlm --threads 1 --data "images=$1,labels=$2" --json >recognised.json
  metric recognised.json accuracy
}

# vae, gan: ../vae.dlm and ../fashion_gan.dlm, which others are measured beside, and 10 000 images of each. Trained by the first that needs them.
vae() {
  [[ -e ../vae-made.npy ]] && return
  dlc new vae -o ../vae.mlir
  dlc train ../vae.mlir --threads 1 --data fashion-mnist --epochs 15 --batch 128 --lr 1e-3 --schedule cosine --seed 1 -o ../vae.dlm >../vae.log
  dlc eval ../vae.dlm --threads 1 --data fashion-mnist:test --json >../vae.json
  dlc generate ../vae.dlm -n 10000 -o ../vae-made.npy
}
vae_distance() { distance ../vae-made.npy distance_of_rows; }
gan() {
  [[ -e ../gan-made.npy ]] && return
  dlc new fashion_gan -o ../fashion_gan.mlir
  dlc train ../fashion_gan.mlir --threads 1 --data fashion-mnist --epochs 6 --batch 64 --lr 2e-4 --seed 1 -o ../fashion_gan.dlm >../gan.log
  dlc run ../fashion_gan.dlm --threads 1 --entry generate --batch 10000 --output images=../gan-made.npy
}
