/** How pictures were read other than as they lie there, to be known before importing them. */
export type PictureWarning =
  /** `from` images have another size than the model will see. */
  | {
      readonly kind: 'images-resized';
      readonly from: number;
      readonly height: number;
      readonly width: number;
    }
  /** Pictures of kinds that are not read, by the endings of their names. */
  | {
      readonly kind: 'pictures-passed-over';
      readonly endings: readonly { readonly ending: string; readonly count: number }[];
    }
  /** Files in a folder that says nothing of them, as others do; empty for the folder itself. */
  | { readonly kind: 'folder-left-out'; readonly folder: string; readonly count: number }
  /** Labels are spread over so many columns, one for each class. */
  | { readonly kind: 'labels-spread'; readonly columns: number }
  /** Pictures that no list names. */
  | { readonly kind: 'pictures-unlisted'; readonly count: number }
  /** Rows of a list that name pictures which are not there; the first, and how many. */
  | {
      readonly kind: 'rows-without-picture';
      readonly file: string;
      readonly row: number;
      readonly value: string;
      readonly count: number;
    }
  /** Names of pictures would tell classes, if that were asked for, or do, since it was; with one of them. */
  | {
      readonly kind: 'names-tell-classes' | 'classes-from-names';
      readonly pictures: number;
      readonly classes: number;
      readonly example: string;
      readonly name: string;
    }
  /** Nothing names the classes, of which there are so many: they are called by their numbers. */
  | { readonly kind: 'classes-numbered'; readonly count: number }
  /** Boxes that were put round outlines. */
  | { readonly kind: 'boxes-from-outlines'; readonly count: number }
  /** Pixels are numbers of so much, on a scale of which the ends become 0 and 255. */
  | {
      readonly kind: 'pixels-scaled';
      readonly lowest: number;
      readonly highest: number;
      readonly from: number;
      readonly to: number;
    }
  /** Images are a plane for each of so many channels. */
  | { readonly kind: 'channels-first'; readonly channels: number }
  /** Folders lie within folders, of which this one is of that class. */
  | { readonly kind: 'classes-nested'; readonly folder: string; readonly name: string }
  /** Boxes that are smaller than what a detector tells apart, which is so many pixels of the resized picture. */
  | { readonly kind: 'boxes-tiny'; readonly count: number; readonly pixels: number }
  /** Regions that hold a crowd, and boxes without an area. */
  | { readonly kind: 'boxes-left-out'; readonly crowds: number; readonly empty: number };
