# What full runs are written with: they are sourced by ../full in a folder of their own, with dlc in front of PATH.
missed=0
# What models begin with, by `full --seeds`; those that take longest have one seed, unless it is said.
read -ra seeds <<<"${FULL_SEEDS:-1 2 3}"
one_seed() { read -ra seeds <<<"${FULL_SEEDS:-1}"; }
threads="${OMP_NUM_THREADS:-1}" # of each model

are_numbers() { # VALUE…
  local value
  for value in "$@"; do
    [[ $value =~ ^-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$ ]] || return 1
  done
}
# calculate EXPRESSION A B: what awk makes of an expression of the numbers a and b; "missing" if one of them is none.
calculate() {
  if are_numbers "$2" "$3"; then awk -v a="$2" -v b="$3" "BEGIN { printf \"%.4g\\n\", $1 }"; else echo missing; fi
}
# mean VALUE…: "missing" if one of them is no number.
mean() {
  if (($#)) && are_numbers "$@"; then printf '%s\n' "$@" | awk '{ s += $1 } END { printf "%.4g\n", s / NR }'; else echo missing; fi
}
# series VALUE…: all of them, with blanks between; "missing" in place of an empty one.
series() {
  local value values=()
  for value in "$@"; do values+=("${value:-missing}"); done
  echo "${values[*]}"
}

# at_least WHAT VALUE BAR, at_most WHAT VALUE BAR: a row of the table; a value that misses its bar, or is no number, fails the run in the end.
# Values of several seeds, with blanks between them, are compared by their mean, and shown behind it.
compare() { # WHAT VALUES SIGN BAR CONDITION
  local note="" value="${2:-missing}" shown
  shown="$value"
  if [[ $2 == *" "* ]]; then
    value="$(mean $2)"
    [[ " $2 " == *"  "* ]] && value=missing # that of a seed
    shown="$value ($(awk '{ for (i = 1; i <= NF; ++i) printf "%s%s", (i > 1 ? ", " : ""), ($i == $i + 0 ? sprintf("%.4g", $i) : $i) }' <<<"$2"))"
  fi
  if ! are_numbers "$value" "$4" || ! awk -v a="$value" -v b="$4" "BEGIN { exit !($5) }"; then note=" **missed**" missed=1; fi
  printf '| %s | %s | %s %s%s |\n' "$1" "$shown" "$3" "$4" "$note"
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

# for_seeds COMMAND…: what the command prints when it is called with each of the seeds behind its arguments, as a series.
for_seeds() {
  local seed values=()
  # As an argument, a command that fails leaves its own value empty; in an assignment it would end all of them.
  append() { values+=("$1"); }
  for seed in "${seeds[@]}"; do append "$("$@" "$seed")"; done
  series "${values[@]}"
}

# learn NAME OPTIONS… : trains the model of the zoo of that name on Fashion-MNIST from each of the seeds into NAME-SEED.dlm, and evaluates it on
# the test images into NAME-SEED.json.
learn() {
  local name="$1" seed
  shift
  dlc new "$name" -o "$name.mlir"
  for seed in "${seeds[@]}"; do
    dlc train "$name.mlir" --threads "$threads" --data fashion-mnist --seed $seed "$@" -o "$name-$seed.dlm" >"$name-$seed.log"
    dlc eval "$name-$seed.dlm" --threads "$threads" --data fashion-mnist:test --json >"$name-$seed.json"
  done
}
# metric FILE NAME: a number of what `dlc eval --json` or a line of `dlc train --json` has.
metric() { sed -n "s/.*\"$2\":\([-0-9.e+]*\).*/\1/p" "$1" | tail -1; }
metric_of() { metric "$1-$3.json" "$2"; }
# metrics NAME METRIC: that of each of the seeds of what `learn` wrote.
metrics() { for_seeds metric_of "$1" "$2"; }
# mean_metric NAME METRIC: its mean.
mean_metric() { mean $(metrics "$1" "$2"); }

# once FUNCTION: calls it in ../shared, unless it was called there, by another model and with the same seeds, since dlc was built and this file
# changed. One model at a time.
once() {
  local mark="$1-${seeds[*]}.done"
  mkdir -p ../shared
  (
    cd ../shared
    exec 9>"$1.lock"
    flock 9
    [[ $mark -nt "$(command -v dlc)" && $mark -nt $FULL/figures.sh ]] && exit
    "$1"
    touch "$mark"
  )
}
# What several models need: the LeNet of the zoo's `frechet`, which knows the classes of Fashion-MNIST and the features of its training images,
# and by which all images are measured that models draw; and the variational autoencoders and the DCGANs that others are measured beside.
learn_judge() {
  dlc new frechet -o judge.mlir
  dlc train judge.mlir --threads "$threads" --data fashion-mnist --epochs 9 --batch 100 --lr 1e-3 --seed 1 -o judge.dlm >judge.log
}
learn_vae() {
  learn vae --epochs 15 --batch 128 --lr 1e-3 --schedule cosine
  for seed in "${seeds[@]}"; do dlc generate vae-$seed.dlm -n 10000 -o vae-made-$seed.npy >/dev/null; done
}
learn_gan() {
  learn fashion_gan --epochs 6 --batch 64 --lr 2e-4
  for seed in "${seeds[@]}"; do dlc run fashion_gan-$seed.dlm --threads "$threads" --entry generate --batch 10000 --output images=gan-made-$seed.npy; done
}
judge() { once learn_judge; }
vae() { once learn_vae; }
gan() { once learn_gan; }

# distance IMAGES.npy [ENTRY]: their Fréchet distance from the training images.
distance() {
  dlc run ../shared/judge.dlm --threads "$threads" --entry "${2:-distance}" --input "images=$1" --json >distance.json
  value distance.json distance
}
# recognised IMAGES.npy LABELS.npy: the part of them that the judge takes for what they are meant to be.
recognised() {
  dlc eval ../shared/judge.dlm --threads "$threads" --data "images=$1,labels=$2" --json >recognised.json
  metric recognised.json accuracy
}
# distance_of_made SEED: that of made-SEED.npy; vae_distance SEED, gan_distance SEED: that of 10 000 images of those above.
distance_of_made() { distance "made-$1.npy"; }
vae_distance() { distance "../shared/vae-made-$1.npy" distance_of_rows; }
gan_distance() { distance "../shared/gan-made-$1.npy"; }
