# find_package( tickwire 0.1 REQUIRED ) makes the target tickwire::net. It is a static library, so what it stands on has
# to be there as well.
include( CMakeFindDependencyMacro )
find_dependency( PkgConfig )
pkg_check_modules( SODIUM QUIET IMPORTED_TARGET libsodium )
if ( NOT SODIUM_FOUND )
	set( tickwire_FOUND FALSE )
	set( tickwire_NOT_FOUND_MESSAGE "tickwire needs libsodium (Debian: libsodium-dev)" )
	return()
endif()
include( ${CMAKE_CURRENT_LIST_DIR}/tickwireTargets.cmake )
