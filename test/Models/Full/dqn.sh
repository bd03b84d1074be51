for seed in 1 2 3; do
  OMP_NUM_THREADS=1 "$EXAMPLES/dqn" cartpole 200000 $seed >cartpole-$seed.log
  at_least "cartpole, seed $seed: mean return of 100 new episodes, of 500" "$(sed -n 's/.*new episodes \([-0-9.]*\),.*/\1/p' cartpole-$seed.log)" 475
  OMP_NUM_THREADS=1 "$EXAMPLES/dqn" catch 6000 $seed >catch-$seed.log
  at_least "catch, seed $seed: mean of 1 for a caught and -1 for a lost ball" "$(sed -n 's/.*new episodes \([-0-9.]*\),.*/\1/p' catch-$seed.log)" 0.9
done
