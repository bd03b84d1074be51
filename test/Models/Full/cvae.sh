judge
vae
learn cvae --epochs 12 --batch 128 --lr 1e-3 --schedule cosine
at_most "negative evidence lower bound of a test image, in nats; that of the one that is not told the class" \
  "$(metrics cvae bound)" "$(mean_metric ../shared/vae loss)"
classes() {
  dlc run "cvae-$1.dlm" --threads "$threads" --entry classes --batch 10000 --output images=made.npy --output labels=wanted.npy
  recognised made.npy wanted.npy
}
at_least "part of its images that another classifier, which never saw one, takes for the class that was asked for" "$(for_seeds classes)" 0.9
