# `cmake --install`: the library, its headers, and what find_package( tickwire ) and pkg-config need. An installed tree
# can be moved: nothing in it names the folder it was installed into.
include( GNUInstallDirs )
include( CMakePackageConfigHelpers )

set( package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tickwire )
set( pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig )
string( REGEX REPLACE "[^/]+" ".." prefix_from_pkgconfig ${pkgconfig_dir} )

# The part of the version before its last dot changes when the wire does.
write_basic_package_version_file( ${PROJECT_BINARY_DIR}/tickwireConfigVersion.cmake COMPATIBILITY SameMinorVersion )
configure_file( ${PROJECT_SOURCE_DIR}/cmake/tickwire.pc.in ${PROJECT_BINARY_DIR}/tickwire.pc @ONLY )

install( TARGETS tickwire_net EXPORT tickwire ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} )
install( DIRECTORY ${PROJECT_SOURCE_DIR}/net/include/tickwire DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} )
install( EXPORT tickwire NAMESPACE tickwire:: FILE tickwireTargets.cmake DESTINATION ${package_dir} )
install( FILES ${PROJECT_SOURCE_DIR}/cmake/tickwireConfig.cmake ${PROJECT_BINARY_DIR}/tickwireConfigVersion.cmake
	DESTINATION ${package_dir} )
install( FILES ${PROJECT_BINARY_DIR}/tickwire.pc DESTINATION ${pkgconfig_dir} )
