# DLC_PYTHON: whether the Python module is built (python/). AUTO builds it where nanobind is found, with the Python of the
# environment .venv that tools/install-dependencies makes, or with the one that is first in PATH. All else needs no Python
# to run. Sets Python_EXECUTABLE, nanobind_ROOT and DLC_WITH_PYTHON.
set(DLC_PYTHON AUTO CACHE STRING "Build the Python module: ON, OFF, or AUTO, where nanobind is found")

set(DLC_WITH_PYTHON OFF)
if(DLC_PYTHON AND TARGET dlcShared)
  if(NOT DEFINED Python_EXECUTABLE AND EXISTS ${PROJECT_SOURCE_DIR}/.venv/bin/python3)
    set(Python_EXECUTABLE ${PROJECT_SOURCE_DIR}/.venv/bin/python3)
  endif()
  find_package(Python 3.9 QUIET COMPONENTS Interpreter Development.Module)
  if(Python_FOUND)
    execute_process(COMMAND ${Python_EXECUTABLE} -m nanobind --cmake_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
      OUTPUT_VARIABLE nanobind_ROOT RESULT_VARIABLE nanobind_missing)
    if(nanobind_missing EQUAL 0)
      set(DLC_WITH_PYTHON ON)
    endif()
  endif()
  if(DLC_WITH_PYTHON)
    message(STATUS "Python module: for ${Python_EXECUTABLE}")
  elseif(DLC_PYTHON STREQUAL "AUTO")
    message(STATUS "Python module: left out, there is no Python with nanobind (tools/install-dependencies makes one)")
  else()
    message(FATAL_ERROR "DLC_PYTHON is ON, and there is no Python with its headers and nanobind: tools/install-dependencies "
      "makes one, or set Python_EXECUTABLE")
  endif()
endif()
