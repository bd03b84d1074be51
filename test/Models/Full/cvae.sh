judge
vae
dlc new cvae -o cvae.mlir
dlc train cvae.mlir --threads 1 --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 --schedule cosine --seed 1 -o cvae.dlm >log
dlc eval cvae.dlm --threads 1 --data fashion-mnist:test --json >eval.json
dlc run cvae.dlm --threads 1 --entry classes --batch 10000 --output images=made.npy --output labels=wanted.npy
at_most "negative evidence lower bound of a test image, in nats; that of the one that is not told the class" "$(metric eval.json bound)" "$(metric ../vae.json loss)"
at_least "part of its images that another classifier, which never saw one, takes for the class that was asked for" "$(recognised made.npy wanted.npy)" 0.9
