# Prints "LINES FILE:LINE" for every function: from the first line of its signature to its closing brace, both counted.
# Relies on clang-format: a function's braces stand alone in column 0, or all of it is one line.

FNR == 1 { start = 0; begins = 0 }

# Where the declaration that is being read began; only a line at column 0 can begin one.
/^[ \t]*$/ || /^\/\// || /^#/ || /[;}]$/ && !/^}/ && !/^[A-Za-z_].*\) \{ .*\}$/ { begins = 0 }
/^[A-Za-z_]/ && !begins { begins = FNR; first = $0 }

/^[A-Za-z_].*\) *\{ .*\}$/ || /^[A-Za-z_].*\) *\{ *\}$/ { print 1, FILENAME ":" FNR; begins = 0; next }

/^\{$/ && begins && first !~ /^(typedef|enum|struct|union|extern "C")/ { start = begins }
/^\{$/ && begins && first ~ /^(struct|enum|union) .*\(/ { start = begins }

/^\}/ {
	if ( start && /^\}$/ ) print FNR - start + 1, FILENAME ":" start
	start = 0
	begins = 0
}
