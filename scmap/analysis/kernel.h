/* What kernel.c plants and kernel_pairs.c measures. */

#ifndef SCMAP_KERNEL_H
#define SCMAP_KERNEL_H

#include <stdint.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

enum {
    LEAF = 4, /* edges that are measured side by side */
    GROUP = 8 /* leaves whose boxes are compared side by side */
};

/* An edge that runs less than this east or west, in metres, counts as vertical: it has no area. */
static const double STEEP = 1e-9;

/* Eight stretches of LEAF edges each, that follow each other along a footprint's rings. Boxes are
   rounded outwards, x of both ends to the nearest float, whose order is that of the true ones. A
   missing leaf has an empty box at infinity. */
typedef struct {
    float xmin[GROUP], ymin[GROUP], xmax[GROUP], ymax[GROUP];
    float start[GROUP], stop[GROUP]; /* x of its first and its last vertex */
    double under[GROUP];             /* signed area between it and the tree's base */
    double run[GROUP];               /* how far it gets east */
    double length[GROUP];
    int32_t first[GROUP]; /* its first vertex */
    int32_t joined;       /* bit k: leaf k + 1 begins where leaf k ends */
    float west, south, east, north; /* box of all */
    int32_t unused[3];
} Group;

/* A footprint: its box, the height from which its leaves are measured, and its groups. */
typedef struct {
    double base;
    float xmin, ymin, xmax, ymax;
    int32_t group, groups;
} Tree;

/* Vertices ring after ring, the interior to the right of each edge; each ring ends with its first
   vertex, repeated until its edges fill leaves. `slope` is that of the edge which starts there. */
typedef struct {
    const double *x, *y, *slope;
    const Group *groups;
    const Tree *trees;
} Forest;

/* A group that may count, and which of its leaves one of the other tree touches now, or any ever.
   `few` is no property of it: the numbers of those groups that may count for the leaves of one
   group of the other tree stand in the first ones. */
typedef struct {
    const Group *group;
    uint32_t now, ever;
    int64_t few;
} Kept;

typedef void Measure(const Forest *forest, const int64_t *left, const int64_t *right, double *found,
                     int64_t count, Kept *room);

Measure areas_narrow, areas_wide, borders_narrow, borders_wide;

#endif
