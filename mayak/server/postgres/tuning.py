"""The settings PostgreSQL is started with, fitted to the machine."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024


def machine_memory() -> int:
    """Bytes of memory this process may use: the machine's, or less when the control group says so."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        try:
            text = limit.read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdigit():
            return min(total, int(text))
    return total


def server_settings(*, socket_directory: Path, memory: int, cores: int, is_safe: bool = True) -> dict[str, str]:
    """Names and values for ``-c``. ``is_safe`` off gives up durability, for throw-away test clusters only."""
    megabytes = memory // MEGABYTE
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_directory),
        "unix_socket_permissions": "0700",
        "port": "5432",
        "cluster_name": "mayak",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": f"{_between(megabytes // 8, 64, 2048)}MB",
        "effective_cache_size": f"{_between(megabytes // 2, 256, 65536)}MB",
        "work_mem": f"{_between(megabytes // 256, 8, 64)}MB",
        "maintenance_work_mem": f"{_between(megabytes // 32, 64, 512)}MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_parallel_workers_per_gather": str(_between(cores // 2, 1, 4)),
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "15min",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "idle_in_transaction_session_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_checkpoints": "off",
        # Rows and values of people stay out of the log; a statement's error reaches whoever sent it anyway.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_line_prefix": "%m [%p] %u@%d ",
        "logging_collector": "off",
    }
    if not is_safe:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"}
    return settings


def _between(value: int, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, value))
