# Every target in the repository goes through tickwire_target(), so that warnings, sanitizers and the float contract
# cannot differ between the simulation in the server and the simulation in the client.
function( tickwire_target target )
	target_compile_features( ${target} PRIVATE c_std_17 cxx_std_17 )
	set_target_properties( ${target} PROPERTIES C_EXTENSIONS OFF CXX_EXTENSIONS OFF C_VISIBILITY_PRESET hidden )
	target_compile_definitions( ${target} PRIVATE $<$<CONFIG:Debug>:TW_DEBUG=1> $<$<CONFIG:RelWithDebInfo>:TW_DEBUG=1>
		$<$<PLATFORM_ID:Linux>:_GNU_SOURCE> TICKWIRE_VERSION="${PROJECT_VERSION}" )

	if ( MSVC )
		target_compile_options( ${target} PRIVATE /W4 /fp:precise )
		return()
	endif()

	# A fused multiply-add rounds once where two instructions round twice. Prediction compares the client's numbers
	# with the server's, so the choice must not be left to the optimizer.
	target_compile_options( ${target} PRIVATE -ffp-contract=off -Wall -Wextra -Wpedantic -Wconversion -Wshadow
		$<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes> $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> -Wswitch-enum )
	if ( TICKWIRE_WERROR )
		target_compile_options( ${target} PRIVATE -Werror )
	endif()
	if ( TICKWIRE_SANITIZE )
		target_compile_options( ${target} PRIVATE -fsanitize=${TICKWIRE_SANITIZE} -fno-sanitize-recover=all
			-fno-omit-frame-pointer )
		target_link_options( ${target} PRIVATE -fsanitize=${TICKWIRE_SANITIZE} )
	endif()
	if ( TICKWIRE_FUZZ ) # coverage counters everywhere; only a fuzz target has libFuzzer's main
		target_compile_options( ${target} PRIVATE -fsanitize=fuzzer-no-link )
		target_link_options( ${target} PRIVATE -fsanitize=fuzzer-no-link )
	endif()
endfunction()

# tickwire_library( name alias SOURCES... ): a static library `name`, known to the rest as `alias`.
function( tickwire_library name alias )
	add_library( ${name} STATIC ${ARGN} )
	add_library( ${alias} ALIAS ${name} )
	tickwire_target( ${name} )
endfunction()

# tickwire_program( name SOURCES... )
function( tickwire_program name )
	add_executable( ${name} ${ARGN} )
	tickwire_target( ${name} )
endfunction()
