"""Lets this process have no more memory than was said: by `setrlimit`, under Windows by a job."""

import ctypes
import sys
from contextlib import suppress
from typing import Any

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY = 0x0100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_jobs: list[int] = []  # handles: a job is over when the last one is closed


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION; only the flags are used."""

    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def keep_small(most: int) -> None:
    """Let this process ask for no more than `most` bytes; where the system refuses, it goes on."""
    with suppress(OSError, ValueError, AttributeError):
        if sys.platform == "win32":
            _limit_by_job(getattr(ctypes, "WinDLL")("kernel32", use_last_error=True), most)  # noqa: B009  the other systems' checkers know none
        else:
            _limit_by_resource(most)


def _limit_by_resource(most: int) -> None:
    import resource  # noqa: PLC0415  not under Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_by_job(kernel: Any, most: int) -> None:
    """Put this process into a job of its own, or set the limit of the one it was put into.

    Raises
    ------
    OSError
        Where the system refuses.
    """
    kernel.CreateJobObjectW.restype = ctypes.c_void_p  # a handle is as long as a pointer
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    limits = ExtendedLimits()
    limits.basic.flags = _PROCESS_MEMORY
    limits.process_memory = most
    told = (_EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
    if _jobs:
        if not kernel.SetInformationJobObject(ctypes.c_void_p(_jobs[0]), *told):
            raise OSError("SetInformationJobObject")
        return
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        raise OSError("CreateJobObjectW")
    own = ctypes.c_void_p(kernel.GetCurrentProcess())
    if not kernel.SetInformationJobObject(ctypes.c_void_p(job), *told):
        raise OSError("SetInformationJobObject")
    if not kernel.AssignProcessToJobObject(ctypes.c_void_p(job), own):
        raise OSError("AssignProcessToJobObject")
    _jobs.append(job)
