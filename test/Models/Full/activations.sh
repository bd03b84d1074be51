"$EXAMPLES/activations" >log
sed -n 's/^20 layers of \([a-zA-Z]*\): *gradient \([-0-9.e]*\) in layer 1, \([-0-9.e]*\) in layer 20/\1 \2 \3/p' log >norms
at_most "20 layers of sigmoids: norm of the gradient in layer 1" "$(sed -n 's/^sigmoids \([^ ]*\) .*/\1/p' norms)" 1e-10
at_least "20 layers of ReLUs: norm of the gradient in layer 1" "$(sed -n 's/^ReLUs \([^ ]*\) .*/\1/p' norms)" 0.1
at_least "accuracy of 5 layers of tanh, Xavier, after 3 epochs of 10000 images, in %" "$(sed -n 's/^tanh *Xavier .* \([0-9.]*\) %/\1/p' log)" 75
at_most "accuracy of 5 layers of sigmoids, Xavier: nothing is learnt, in %" "$(sed -n 's/^sigmoid *Xavier .* \([0-9.]*\) %/\1/p' log)" 20
exactly "steps that are refused" "$(grep -c "^step: refused: .*'nn.step' op has the derivative 0" log)" 1
