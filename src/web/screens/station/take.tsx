interface TakeProps {
  word: string
  icon: React.ReactNode
  accept?: string
  /** The camera opens at once; else the device offers camera and files. */
  isCamera?: boolean
  onTaken: (file: File) => void
}

/** The whole button is the field: one touch, and the camera or the files are open. */
export function Take({ word, icon, accept, isCamera, onTaken }: TakeProps) {
  return (
    <label className="kiosk-button kiosk-primary photo-take">
      {icon}
      {word}
      <input
        type="file"
        className="photo-file"
        {...(accept === undefined ? {} : { accept })}
        {...(isCamera ? { capture: 'environment' } : {})}
        onChange={event => {
          const [file] = event.currentTarget.files ?? []
          if (file) onTaken(file)
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
}
