#pragma once

#include "drydock/options.h"

namespace drydock {

/// Prints the exports that point AWS clients at a drydock with these options, for a shell's eval.
void print_env(const Options& options);

/// Asks the running drydock to put an image of its engine into ECR, and prints what came of it.
/// Throws StartError if there is no drydock to ask, or it says no.
void import_image(const Options& options);

/// Writes the running drydock's records to the file, with its images where that is asked for, or
/// has it take on what such a file holds. Throws StartError where the file cannot be written or
/// read, or as import_image does.
void export_state(const Options& options);
void import_state(const Options& options);

/// Saves or loads the snapshot, or prints the names of all. Throws StartError as import_image does.
void save_snapshot(const Options& options);
void load_snapshot(const Options& options);
void list_snapshots(const Options& options);

/// Prints every operation of every service and whether drydock has a handler for it.
void print_coverage();

}  // namespace drydock
