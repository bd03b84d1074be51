#!/usr/bin/env bash
# lose.sh FILE COMMAND…: runs the command, as a process of mpirun; rank 1 is killed a moment after FILE is there.
file="$1"
shift
[[ $OMPI_COMM_WORLD_RANK == 1 ]] || exec "$@"
"$@" &
until [[ -e $file ]]; do sleep 0.05; done
sleep 0.2
kill -KILL $!
wait $!
