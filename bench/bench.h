// bench.h - the subcommands of tickwire-bench, each in the file of its name.
#pragma once

/// As main(): argv[0] is the subcommand. @return the exit status; 0 only when the run itself was sound
int bench_quality( int argc, char** argv );
int bench_codec( int argc, char** argv );
int bench_baseline( int argc, char** argv );
int bench_flood( int argc, char** argv );
int bench_vectors( int argc, char** argv );
